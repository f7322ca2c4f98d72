SELECT
    "customer_hk" AS hash_key,
    min(load_date) AS load_date
FROM (
    SELECT
        "customer_hk",
        load_date
    FROM temp.members
    GROUP BY "customer_hk", "kind", load_date
    HAVING count(*) > 1
)
GROUP BY "customer_hk"
ORDER BY ALL
LIMIT 5
