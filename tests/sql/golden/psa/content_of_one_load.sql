SELECT "code", "meaning", "_row_hash", "_load_date", "_load_seq"
FROM (SELECT
    "code" AS "code",
    "meaning" AS "meaning",
    CAST(_row_hash AS UUID) AS "_row_hash",
    _op,
    _load_date,
    _load_seq
FROM read_parquet(['/project/psa/crm/kinds/load_date=2026-06-01/a2f0beb0-daef-5c51-8c3b-d987bfe37117.parquet'], schema = MAP {'code': {name: 'code', type: 'VARCHAR', default_value: NULL}, 'meaning': {name: 'meaning', type: 'VARCHAR', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false))
WHERE _op <> 'delete'
