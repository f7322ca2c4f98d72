SELECT *
FROM read_parquet(['/project/psa/crm/customers/a.parquet'], hive_partitioning = false)
WHERE NOT coalesce(CAST("id" AS VARCHAR) = '7', false)
