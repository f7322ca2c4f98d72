INSERT INTO "_store"."crm__notes"
SELECT
    e."text", e."_occurrence", e."_row_hash",
    e._hash64,
    l.load_date,
    l.load_id,
    l.record_source,
    l.source_file,
    l.loaded_at
FROM (
    SELECT
        *,
        CAST(0 AS UBIGINT) AS _hash64
    FROM (SELECT "text", "_occurrence", "_row_hash", "_load_date", "_load_seq"
FROM (SELECT
    "text" AS "text",
    "_occurrence" AS "_occurrence",
    CAST(_row_hash AS UUID) AS "_row_hash",
    _op,
    _load_date,
    _load_seq
FROM read_parquet(['/project/psa/crm/notes/load_date=2026-06-01/827108f9-015d-51f1-bf02-9ccdc4f0539e.parquet'], schema = MAP {'text': {name: 'text', type: 'VARCHAR', default_value: NULL}, '_occurrence': {name: '_occurrence', type: 'BIGINT', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false))
WHERE _op <> 'delete')
) AS e
JOIN meta.loads AS l
    ON l.source_table = 'crm.notes'
    AND l.status = 'accepted'
    AND l.load_date = e._load_date
    AND l.load_seq = e._load_seq
