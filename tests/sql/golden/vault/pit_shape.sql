SELECT
    load_date AS snapshot_date,
    "customer_hk",
    "customer_hk" AS "sat_customer_hk",
    load_date AS "sat_customer_load_date"
FROM "vault"."hub_customer"
