CREATE OR REPLACE TABLE "vault"."bridge_order" AS
SELECT *
FROM (SELECT
    load_date AS snapshot_date,
    "order_hk" AS "order_hk",
    "order_hk" AS "link_hk",
    "order_hk" AS "customer_hk",
    "order_hk" AS "customers_hk",
    "order_hk" AS "friend_hk"
FROM "vault"."hub_order")
LIMIT 0
