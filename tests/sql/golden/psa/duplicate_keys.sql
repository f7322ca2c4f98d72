SELECT
    "id",
    count(*) AS rows_of_key
FROM read_parquet('/project/psa/.incoming/6dd04548-a4b9-5842-8aa0-972058e3b55a.parquet', hive_partitioning = false)
WHERE _op <> 'delete'
GROUP BY "id"
HAVING count(*) > 1
ORDER BY "id"
