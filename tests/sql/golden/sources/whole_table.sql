SELECT *
FROM "crm"."customers"
