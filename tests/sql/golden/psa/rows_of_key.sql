WITH marked AS (
    SELECT coalesce(CAST("id" AS VARCHAR) = '7', false) AS is_key
    FROM read_parquet(['/project/psa/crm/customers/a.parquet'], hive_partitioning = false)
)
SELECT
    count(*) FILTER (is_key),
    count(*) FILTER (NOT is_key)
FROM marked
