SELECT
    count(*) AS rows,
    coalesce(sum(CAST(_hash >> 64 AS UBIGINT)) % 18446744073709551616, 0) AS high,
    coalesce(sum(CAST(_hash & 18446744073709551615 AS UBIGINT)) % 18446744073709551616, 0) AS low
FROM (
    SELECT CAST(CAST(unhex(md5('name=' || "name")) AS UUID) AS UHUGEINT) AS _hash
    FROM read_parquet('psa/.incoming/handed.parquet', hive_partitioning = false)
)
