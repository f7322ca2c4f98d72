SELECT
    b.snapshot_date,
    b."customer_hk", b."sat_customer_hk", b."sat_customer_load_date",
    CASE WHEN f.found IS NULL THEN CAST(unhex('00000000000000000000000000000000') AS UUID) ELSE b."customer_hk" END AS "sat_customer_hk",
    coalesce(f.found, TIMESTAMP '1900-01-01 00:00:00') AS "sat_customer_load_date"
FROM temp.snapshot_keys AS b
JOIN (
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
) AS f ON f.snapshot_date = b.snapshot_date AND f."customer_hk" = b."customer_hk"
