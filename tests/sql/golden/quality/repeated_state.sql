SELECT * EXCLUDE (_before)
FROM (
    SELECT
        *,
        lag("customer_hashdiff") OVER (PARTITION BY "customer_hk" ORDER BY load_date) AS _before
    FROM (SELECT * FROM "vault"."sat_customer" WHERE "customer_hk" NOT IN ('00000000000000000000000000000000', 'ffffffffffffffffffffffffffffffff'))
)
WHERE "customer_hashdiff" = _before
