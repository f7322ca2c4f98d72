SELECT
    "id" AS "id",
    "level" AS "level",
    unhex(replace(CAST(_row_hash AS VARCHAR), '-', '')) AS "_row_hash",
    CASE WHEN _is_known THEN 'insert' ELSE 'delete' END AS _op,
    TIMESTAMP '2026-06-01 00:00:00' AS _load_date,
    CAST(1 AS INTEGER) AS _load_seq,
    CAST(0 AS BIGINT) AS _position,
    CAST(NULL AS VARCHAR) AS _operation
FROM (
    SELECT
        coalesce(c."id", n."id") AS "id",
        c."level",
        c."_row_hash",
        c._load_date IS NOT NULL AS _is_known
    FROM (SELECT
    "id" AS "id",
    "level" AS "level",
    CAST(_row_hash AS UUID) AS "_row_hash",
    _op,
    _load_date,
    _load_seq
FROM read_parquet(['/project/psa/crm/members/load_date=2026-06-01/701d4aba-7820-5090-9dd0-31ee88e81927.parquet'], schema = MAP {'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'level': {name: 'level', type: 'VARCHAR', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false)
WHERE _op IN ('insert', 'update', 'delete', 'seen', 'miss')) AS n
    LEFT JOIN (SELECT "id", "level", "_row_hash", "_load_date", "_load_seq"
FROM (SELECT
    "id" AS "id",
    "level" AS "level",
    CAST(_row_hash AS UUID) AS "_row_hash",
    _op,
    _load_date,
    _load_seq
FROM read_parquet(['/project/psa/crm/members/load_date=2026-06-01/701d4aba-7820-5090-9dd0-31ee88e81927.parquet'], schema = MAP {'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'level': {name: 'level', type: 'VARCHAR', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false)
WHERE _op IN ('insert', 'update', 'delete'))
WHERE _op <> 'delete') AS c ON n."id" = c."id"
)
