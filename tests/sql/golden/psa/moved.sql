SELECT
    coalesce(o."id", k."id") AS "id",
        o."level",
        o."_row_hash",
    CASE WHEN o._load_date IS NOT NULL THEN CAST(o._row_hash AS UHUGEINT) END AS _old_hash,
    CASE WHEN n._load_date IS NOT NULL THEN CAST(n._row_hash AS UHUGEINT) END AS _new_hash
FROM (SELECT
    "id" AS "id",
    "level" AS "level",
    CAST(_row_hash AS UUID) AS "_row_hash",
    _op,
    _load_date,
    _load_seq
FROM read_parquet(['/project/psa/.incoming/701d4aba-7820-5090-9dd0-31ee88e81927-accepted.parquet'], schema = MAP {'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'level': {name: 'level', type: 'VARCHAR', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false)
WHERE _op IN ('insert', 'update', 'delete')) AS k
LEFT JOIN (SELECT
    CAST(NULL AS BIGINT) AS "id",
    CAST(NULL AS VARCHAR) AS "level",
    CAST(NULL AS UUID) AS "_row_hash",
    CAST(NULL AS VARCHAR) AS "_op",
    CAST(NULL AS TIMESTAMP) AS "_load_date",
    CAST(NULL AS INTEGER) AS "_load_seq"
WHERE false) AS o ON k."id" = o."id"
LEFT JOIN (SELECT
    "id" AS "id",
    "level" AS "level",
    CAST(_row_hash AS UUID) AS "_row_hash",
    _op,
    _load_date,
    _load_seq
FROM read_parquet(['/project/psa/.incoming/701d4aba-7820-5090-9dd0-31ee88e81927-accepted.parquet'], schema = MAP {'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'level': {name: 'level', type: 'VARCHAR', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false)
WHERE _op IN ('insert', 'update')) AS n ON k."id" = n."id"
