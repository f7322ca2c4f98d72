-- How many rows a Parquet file has.
-- takes: path
SELECT count(*)
FROM read_parquet({{ path | literal }}, hive_partitioning = false)
