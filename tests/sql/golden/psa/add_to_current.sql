INSERT INTO "_store"."crm__friends"
SELECT
    e."id", e."friend", e."_row_hash",
    e._hash64,
    l.load_date,
    l.load_id,
    l.record_source,
    l.source_file,
    l.loaded_at
FROM (
    SELECT
        *,
        hash("id", "friend") AS _hash64
    FROM (SELECT "id", "friend", "_row_hash", "_load_date", "_load_seq"
FROM (SELECT
    "id" AS "id",
    "friend" AS "friend",
    CAST(_row_hash AS UUID) AS "_row_hash",
    _op,
    _load_date,
    _load_seq
FROM read_parquet(['/project/psa/crm/friends/load_date=2026-06-01/c1b11a5f-6c2d-5abb-9323-8f7f838f2d0d.parquet'], schema = MAP {'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'friend': {name: 'friend', type: 'BIGINT', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false))
WHERE _op <> 'delete')
) AS e
JOIN meta.loads AS l
    ON l.source_table = 'crm.friends'
    AND l.status = 'accepted'
    AND l.load_date = e._load_date
    AND l.load_seq = e._load_seq
