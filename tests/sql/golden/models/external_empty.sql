CREATE OR REPLACE VIEW "marts"."fct_orders" AS (
SELECT
    CAST(NULL AS BIGINT) AS "id"
WHERE false
)
