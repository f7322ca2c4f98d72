SELECT
    "customer_hk",
    "sat_customer_load_date" AS load_date
FROM "vault"."pit_customer"
WHERE snapshot_date = TIMESTAMP '2026-06-04 00:00:00' AND "sat_customer_load_date" <> TIMESTAMP '1900-01-01 00:00:00'
UNION
SELECT
    "customer_hk",
    load_date
FROM "vault"."sat_customer"
WHERE load_date > TIMESTAMP '2026-06-04 00:00:00'
UNION
SELECT
    s."customer_hk",
    s.load_date
FROM "vault"."sat_customer" AS s
SEMI JOIN "vault"."hub_customer" AS h ON h."customer_hk" = s."customer_hk" AND h.load_date > TIMESTAMP '2026-06-04 00:00:00'
