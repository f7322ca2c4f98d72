-- How many values stand in some columns of a file.
-- takes: path, columns
SELECT
    {{ columns | counted }}
FROM read_parquet({{ path | literal }}, hive_partitioning = false)
