-- How many rows of a file of the log are of the keys to erase, and how many others there are.
-- takes: path, is_key (expression)
WITH marked AS (
    SELECT coalesce({{ is_key }}, false) AS is_key
    FROM read_parquet([{{ path | literal }}], hive_partitioning = false)
)
SELECT
    count(*) FILTER (is_key),
    count(*) FILTER (NOT is_key)
FROM marked
