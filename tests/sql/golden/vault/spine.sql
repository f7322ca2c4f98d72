SELECT _day AS snapshot_date
FROM (
    SELECT unnest(range(
        (
            SELECT date_trunc('day', min(load_date))
            FROM "vault"."hub_order"
            WHERE "order_hk" NOT IN (CAST(unhex('00000000000000000000000000000000') AS UUID), CAST(unhex('ffffffffffffffffffffffffffffffff') AS UUID))
        ),
        TIMESTAMP '2026-06-05 00:00:00' + INTERVAL (1) DAY,
        INTERVAL (1) DAY
    )) AS _day
)
WHERE (date_trunc('day', _day) = _day)
