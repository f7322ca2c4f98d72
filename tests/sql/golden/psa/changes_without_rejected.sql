SELECT c.*
FROM read_parquet('/project/psa/.incoming/a.parquet', hive_partitioning = false) AS c
WHERE c._op <> 'delete' OR NOT EXISTS (
    SELECT 1
    FROM read_parquet('/project/psa/.incoming/a.rejected.parquet', hive_partitioning = false) AS r
    WHERE r.key = CAST([CAST("id" AS VARCHAR)] AS VARCHAR[])
)
