CREATE OR REPLACE VIEW "marts"."fct_orders" AS (
SELECT "id", "day", "month"
FROM read_parquet('/project/external/marts/fct_orders/v2/*/*.parquet', hive_partitioning = true, hive_types = {'month': 'DATE'})
)
