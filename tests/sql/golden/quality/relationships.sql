SELECT t.*
FROM "psa"."crm__orders" AS t
ANTI JOIN "psa"."crm__customers" AS o ON o."id" = t."id"
WHERE t."id" IS NOT NULL
