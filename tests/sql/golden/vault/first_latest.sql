INSERT INTO "_store"."vault__sat_customer__latest"
SELECT
    "customer_hk",
    "customer_hashdiff",
    load_date
FROM "vault"."sat_customer"
WHERE load_date = TIMESTAMP '2026-06-01 00:00:00'
