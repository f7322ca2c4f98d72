SELECT
    count(*) FILTER (_op = 'insert') AS inserts,
    count(*) FILTER (_op = 'update') AS updates,
    count(*) FILTER (_op = 'delete') AS deletes,
    count(*) FILTER (_op = 'seen') AS seen,
    count(*) FILTER (_op = 'miss') AS misses,
    count(*) FILTER (_op <> 'delete' AND ("id" IS NULL)) AS null_keys,
    coalesce(sum(CAST(_hash >> 64 AS UBIGINT)) % 18446744073709551616, 0) AS high,
    coalesce(sum(CAST(_hash & 18446744073709551615 AS UBIGINT)) % 18446744073709551616, 0) AS low,
    count(*) FILTER (_op = 'kept') AS kept
FROM (
    SELECT
        "id",
        _op,
        CASE WHEN _op IN ('insert', 'update') THEN CAST(CAST(_row_hash AS UUID) AS UHUGEINT) END AS _hash
    FROM read_parquet('/project/psa/.incoming/89ab7b93-505d-574d-94e5-58c2226fe88e-000006.parquet', hive_partitioning = false)
)
