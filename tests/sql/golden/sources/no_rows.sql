SELECT *
FROM (
SELECT *
FROM "customers"
) AS asked
LIMIT 0
