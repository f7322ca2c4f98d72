SELECT *
FROM "psa"."crm__customers"
WHERE "id" IS NULL
