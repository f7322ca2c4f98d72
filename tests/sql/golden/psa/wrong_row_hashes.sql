SELECT
    _load_date,
    _load_seq,
    count(*) AS rows
FROM (SELECT
    "id" AS "id",
    "friend" AS "friend",
    CAST(_row_hash AS UUID) AS "_row_hash",
    _op,
    _load_date,
    _load_seq
FROM read_parquet(['/project/psa/crm/friends/load_date=2026-06-01/c1b11a5f-6c2d-5abb-9323-8f7f838f2d0d.parquet'], schema = MAP {'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'friend': {name: 'friend', type: 'BIGINT', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false))
WHERE _op <> 'delete' AND CAST(unhex(md5(concat_ws('||', 'friend=' || CAST("friend" AS VARCHAR),
        'id=' || CAST("id" AS VARCHAR)))) AS UUID) <> _row_hash
GROUP BY _load_date, _load_seq
ORDER BY _load_date, _load_seq
