INSERT INTO "_store"."crm__kinds"
SELECT
    e."code", e."meaning", e."_row_hash",
    e._hash64,
    l.load_date,
    l.load_id,
    l.record_source,
    l.source_file,
    l.loaded_at
FROM (
    SELECT
        *,
        hash("code", "meaning") AS _hash64
    FROM (SELECT "code", "meaning", "_row_hash", "_load_date", "_load_seq"
FROM (SELECT
    "code" AS "code",
    "meaning" AS "meaning",
    CAST(_row_hash AS UUID) AS "_row_hash",
    _op,
    _load_date,
    _load_seq
FROM read_parquet(['/project/psa/crm/kinds/load_date=2026-06-01/a2f0beb0-daef-5c51-8c3b-d987bfe37117.parquet'], schema = MAP {'code': {name: 'code', type: 'VARCHAR', default_value: NULL}, 'meaning': {name: 'meaning', type: 'VARCHAR', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false))
WHERE _op <> 'delete')
) AS e
JOIN meta.loads AS l
    ON l.source_table = 'crm.kinds'
    AND l.status = 'accepted'
    AND l.load_date = e._load_date
    AND l.load_seq = e._load_seq
