CREATE OR REPLACE TEMP TABLE way_1 AS
SELECT
    b.snapshot_date,
    b."order_hk", b."link_hk", b."customer_hk",
    coalesce(l."customers_hk", CAST(unhex('00000000000000000000000000000000') AS UUID)) AS "customers_hk",
    coalesce(l."friend_hk", CAST(unhex('00000000000000000000000000000000') AS UUID)) AS "friend_hk"
FROM temp.way_0 AS b
LEFT JOIN (
    SELECT
    "customers_hk", "customer_hk", "friend_hk",
    load_date AS _from,
    CAST(NULL AS TIMESTAMP) AS _until
FROM "vault"."link_customers"
) AS l
    ON l."customer_hk" = b."customer_hk"
    AND b."customer_hk" <> CAST(unhex('00000000000000000000000000000000') AS UUID)
    AND l._from <= b.snapshot_date
    AND (l._until IS NULL OR b.snapshot_date < l._until)
