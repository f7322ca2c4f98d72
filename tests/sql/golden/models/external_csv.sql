CREATE OR REPLACE VIEW "marts"."fct_orders" AS (
SELECT "id", "day"
FROM read_csv(
    '/project/external/marts/fct_orders/v2/*.csv',
    header = true,
    auto_detect = false,
    delim = ',',
    quote = '"',
    escape = '"',
    allow_quoted_nulls = false,
    columns = {'id': 'BIGINT', 'day': 'DATE'},
    hive_partitioning = false
)
)
