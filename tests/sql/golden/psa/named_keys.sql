SELECT
    "id",
    _load_date,
    _load_seq
FROM (SELECT
    "id" AS "id",
    "level" AS "level",
    CAST(_row_hash AS UUID) AS "_row_hash",
    _op,
    _load_date,
    _load_seq
FROM read_parquet(['/project/psa/crm/members/load_date=2026-06-02/89ab7b93-505d-574d-94e5-58c2226fe88e-000005.parquet', '/project/psa/crm/members/load_date=2026-06-03/df51d573-ba3d-50ce-ac73-991dc5b8c8a8-000003.parquet'], schema = MAP {'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'level': {name: 'level', type: 'VARCHAR', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false)
WHERE _op IN ('insert', 'update', 'delete', 'seen', 'miss'))
