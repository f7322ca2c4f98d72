SELECT *
FROM "psa"."crm__customers"
WHERE "city" NOT IN ('Delft', 'Gouda')
