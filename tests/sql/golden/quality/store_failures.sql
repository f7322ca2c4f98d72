CREATE OR REPLACE TABLE "dbt_test__audit"."not_null_crm_customers_city_eab8a5" AS
SELECT *
FROM (SELECT *
FROM (SELECT *
FROM (SELECT * FROM "psa"."crm__customers" WHERE id > 1)
WHERE "city" IS NULL)
LIMIT 5)
