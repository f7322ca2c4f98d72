SELECT "text", "_occurrence", "_row_hash", "_load_date", "_load_seq"
FROM (SELECT
    "text" AS "text",
    "_occurrence" AS "_occurrence",
    CAST(_row_hash AS UUID) AS "_row_hash",
    _op,
    _load_date,
    _load_seq
FROM read_parquet(['/project/psa/crm/notes/load_date=2026-06-01/827108f9-015d-51f1-bf02-9ccdc4f0539e.parquet'], schema = MAP {'text': {name: 'text', type: 'VARCHAR', default_value: NULL}, '_occurrence': {name: '_occurrence', type: 'BIGINT', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false))
WHERE _op <> 'delete'
