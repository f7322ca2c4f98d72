SELECT "customer_sk"
FROM (
    SELECT "customer_sk"
    FROM "_store"."vault__dim_customer_types__closed"
    UNION ALL
    SELECT "customer_sk"
    FROM "_store"."vault__dim_customer_types__open"
)
WHERE "customer_sk" IN (SELECT "customer_sk" FROM temp.versions)
GROUP BY "customer_sk"
HAVING count(*) > 1
LIMIT 5
