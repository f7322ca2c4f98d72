-- The rows of a file of the log but those of the keys to erase.
-- takes: path, is_key (expression)
SELECT *
FROM read_parquet([{{ path | literal }}], hive_partitioning = false)
WHERE NOT coalesce({{ is_key }}, false)
