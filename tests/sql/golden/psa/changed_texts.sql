SELECT count(*)
FROM read_parquet(['/project/a.parquet'], schema = MAP {'size': {name: 'size', type: 'VARCHAR', default_value: NULL}}, hive_partitioning = false)
WHERE "size" IS DISTINCT FROM CAST(TRY_CAST("size" AS BIGINT) AS VARCHAR)
