SELECT t.*
FROM "vault"."link_customers" AS t
SEMI JOIN (
    SELECT "customers_hk" AS value
    FROM "vault"."link_customers"
    WHERE "customers_hk" IS NOT NULL
    GROUP BY ALL
    HAVING count(*) > 1
) AS d ON d.value = t."customers_hk"
