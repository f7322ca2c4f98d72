SELECT "id", CAST("uid" AS VARCHAR) AS "uid"
FROM (
SELECT *
FROM "customers"
) AS asked
