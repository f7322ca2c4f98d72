SELECT *
FROM (
SELECT *
FROM "customers"
) AS asked
WHERE "updated_at" >= '2026-01-02 03:04:05' OR "updated_at" IS NULL
