-- The rows of a checkpoint, as its file has them.
-- takes: path
SELECT *
FROM read_parquet({{ path | literal }}, hive_partitioning = false)
