SELECT *
FROM (SELECT *
FROM "psa"."crm__customers"
WHERE "city" NOT IN ('Delft', 'Gouda'))
ORDER BY ALL
LIMIT 20
