-- How many rows of a file of the log one key has, and how many others there are.
-- takes: path, is_key (expression)
SELECT
    count(*) FILTER (coalesce({{ is_key }}, false)),
    count(*) FILTER (NOT coalesce({{ is_key }}, false))
FROM read_parquet([{{ path | literal }}], hive_partitioning = false)
