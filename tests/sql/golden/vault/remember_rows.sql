INSERT INTO "_store"."vault__eff_order__rows"
SELECT
    "shop", "number", "_driving", "link_hk", "order_hk", "customer_hk",
    _from
FROM temp.spells
WHERE _until IS NULL AND NOT _is_known
