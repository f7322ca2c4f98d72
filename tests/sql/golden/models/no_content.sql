SELECT *
FROM "psa"."crm__customers"
WHERE false
