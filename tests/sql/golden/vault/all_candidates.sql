SELECT DISTINCT
    "customer_hk",
    load_date
FROM "vault"."sat_customer"
WHERE "customer_hk" NOT IN (CAST(unhex('00000000000000000000000000000000') AS UUID), CAST(unhex('ffffffffffffffffffffffffffffffff') AS UUID))
