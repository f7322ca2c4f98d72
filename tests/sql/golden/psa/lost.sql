SELECT
    coalesce(sum(CAST(_hash >> 64 AS UBIGINT)) % 18446744073709551616, 0) AS high,
    coalesce(sum(CAST(_hash & 18446744073709551615 AS UBIGINT)) % 18446744073709551616, 0) AS low
FROM (
    SELECT CAST(b._row_hash AS UHUGEINT) AS _hash
    FROM temp.content_before AS b
    SEMI JOIN (
        SELECT "id" AS "id"
        FROM read_parquet('/project/psa/.incoming/85109f31-14a6-5b62-9c1b-acc5a9bf2f2d-accepted.parquet', hive_partitioning = false)
        WHERE _op IN ('update', 'delete')
    ) AS c ON b."id" = c."id"
)
