SELECT
    count(*) FILTER (coalesce(CAST("id" AS VARCHAR) = '7', false)),
    count(*) FILTER (NOT coalesce(CAST("id" AS VARCHAR) = '7', false))
FROM read_parquet(['/project/psa/crm/customers/a.parquet'], hive_partitioning = false)
