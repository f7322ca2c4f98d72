SELECT t.*
FROM "psa"."crm__customers" AS t
SEMI JOIN (
    SELECT "id" AS value
    FROM "psa"."crm__customers"
    WHERE "id" IS NOT NULL
    GROUP BY ALL
    HAVING count(*) > 1
) AS d ON d.value = t."id"
