SELECT DISTINCT "key.id" AS "id"
FROM read_parquet('/project/psa/.incoming/a.aside.parquet', hive_partitioning = false)
WHERE has_key
