-- Keys that a file of changes brings more than once, and how often.
-- takes: path, key
SELECT
    {{ key | names }},
    count(*) AS rows_of_key
FROM read_parquet({{ path | literal }}, hive_partitioning = false)
WHERE _op <> 'delete'
GROUP BY {{ key | names }}
HAVING count(*) > 1
ORDER BY {{ key | names }}
