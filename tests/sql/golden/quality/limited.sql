SELECT *
FROM (SELECT *
FROM (SELECT * FROM "psa"."crm__customers" WHERE id > 1)
WHERE "city" IS NULL)
LIMIT 5
