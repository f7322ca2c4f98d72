SELECT
    "customer_hk" AS hash_key,
    load_date
FROM temp.arriving
GROUP BY "customer_hk", load_date
HAVING count(*) > 1
UNION ALL
SELECT
    c.hash_key,
    max(c.load_date) AS load_date
FROM (
    SELECT
        "customer_hk" AS hash_key,
        load_date
    FROM "_store"."crm__customers"
) AS c
SEMI JOIN temp.arriving AS a ON a."customer_hk" = c.hash_key
GROUP BY c.hash_key
HAVING count(*) > 1
ORDER BY ALL
LIMIT 5
