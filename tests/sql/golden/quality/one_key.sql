SELECT
    "shop", "number",
    count(DISTINCT "order_hk") AS hash_keys
FROM (SELECT * FROM "vault"."hub_order" WHERE "order_hk" NOT IN ('00000000000000000000000000000000', 'ffffffffffffffffffffffffffffffff'))
GROUP BY "shop", "number"
HAVING count(DISTINCT "order_hk") > 1
