WITH changes AS (
    SELECT "id", "city", "_row_hash", "_op", "_load_date", "_load_seq"
    FROM read_parquet('/project/psa/.incoming/a.parquet', hive_partitioning = false)
),
rejected AS (
    FROM rejected_keys
),
named AS (
    SELECT
        "id" AS "id",
        _op
    FROM changes
),
kept AS (
    SELECT r."id"
    FROM rejected AS r
    LEFT JOIN named AS n ON r."id" = n."id"
    LEFT JOIN (SELECT
    "id",
    _hash64
FROM "_store"."crm__customers") AS b ON r."id" = b."id"
    WHERE n._op = 'delete' OR (n._op IS NULL AND b._hash64 IS NULL)
)
SELECT c."id", c."city", c."_row_hash", c."_op", c."_load_date", c."_load_seq"
FROM changes AS c
WHERE c._op <> 'delete' OR NOT EXISTS (
    SELECT 1
    FROM kept AS k
    WHERE k."id" = c."id"
)
UNION ALL
SELECT k."id" AS "id",
    NULL AS "city",
    NULL AS "_row_hash",
    'kept' AS "_op",
    TIMESTAMP '2026-01-02 00:00:00' AS "_load_date",
    CAST(1 AS INTEGER) AS "_load_seq"
FROM kept AS k
