-- The fingerprint of rows that were handed over: their number, and the sums of both halves of their hashes.
-- takes: path, row_hash (expression)
SELECT
    count(*) AS rows,
    coalesce(sum(CAST(_hash >> 64 AS UBIGINT)) % 18446744073709551616, 0) AS high,
    coalesce(sum(CAST(_hash & 18446744073709551615 AS UBIGINT)) % 18446744073709551616, 0) AS low
FROM (
    SELECT CAST(CAST({{ row_hash }} AS UUID) AS UHUGEINT) AS _hash
    FROM read_parquet({{ path | literal }}, hive_partitioning = false)
)
