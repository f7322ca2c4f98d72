SELECT count(*)
FROM read_parquet('/project/psa/.incoming/a.parquet', hive_partitioning = false)
WHERE _op = 'delete'
