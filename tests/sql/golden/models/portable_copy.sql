SELECT
    CAST("link_hk" AS VARCHAR) AS "link_hk",
    CAST("order_hk" AS VARCHAR) AS "order_hk",
    CAST("customer_hk" AS VARCHAR) AS "customer_hk",
    "start_date" AS "start_date",
    "end_date" AS "end_date",
    "load_date" AS "load_date",
    "record_source" AS "record_source"
FROM "vault"."eff_order"
