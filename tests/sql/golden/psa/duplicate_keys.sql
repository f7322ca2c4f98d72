SELECT
    "id",
    count(*) AS rows_of_key
FROM read_parquet('/project/psa/.incoming/85109f31-14a6-5b62-9c1b-acc5a9bf2f2d.parquet', hive_partitioning = false)
WHERE _op <> 'delete'
GROUP BY "id"
HAVING count(*) > 1
ORDER BY "id"
