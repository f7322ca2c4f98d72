SELECT
    count("id"),
    count("extra")
FROM read_parquet('/project/whole.parquet', hive_partitioning = false)
