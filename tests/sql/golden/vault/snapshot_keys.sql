SELECT
    d.snapshot_date,
    h."order_hk"
FROM temp.spine AS d
ANTI JOIN (SELECT DISTINCT snapshot_date FROM "vault"."bridge_order") AS p ON p.snapshot_date = d.snapshot_date
JOIN "vault"."hub_order" AS h ON h.load_date <= d.snapshot_date
WHERE h."order_hk" NOT IN (CAST(unhex('00000000000000000000000000000000') AS UUID), CAST(unhex('ffffffffffffffffffffffffffffffff') AS UUID))
