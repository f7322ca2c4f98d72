SELECT
    count(*) FILTER (_op = 'insert') AS inserts,
    count(*) FILTER (_op = 'update') AS updates,
    count(*) FILTER (_op = 'delete') AS deletes,
    count(*) FILTER (_op <> 'delete' AND ("id" IS NULL)) AS null_keys,
    coalesce(sum(CAST(_hash >> 64 AS UBIGINT)) % 18446744073709551616, 0) AS high,
    coalesce(sum(CAST(_hash & 18446744073709551615 AS UBIGINT)) % 18446744073709551616, 0) AS low
FROM (
    SELECT
        "id",
        _op,
        CASE WHEN _op <> 'delete' THEN CAST(CAST(_row_hash AS UUID) AS UHUGEINT) END AS _hash
    FROM read_parquet('/project/psa/.incoming/85109f31-14a6-5b62-9c1b-acc5a9bf2f2d-accepted.parquet', hive_partitioning = false)
)
