SELECT
    k.snapshot_date,
    k."customer_hk",
    c.load_date AS found
FROM temp.snapshot_keys AS k
ASOF LEFT JOIN (SELECT DISTINCT
    "customer_hk",
    load_date
FROM "vault"."sat_customer"
WHERE "customer_hk" NOT IN (CAST(unhex('00000000000000000000000000000000') AS UUID), CAST(unhex('ffffffffffffffffffffffffffffffff') AS UUID))) AS c
    ON c."customer_hk" = k."customer_hk" AND c.load_date <= k.snapshot_date
