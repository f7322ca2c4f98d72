CREATE OR REPLACE TABLE "marts"."cities" AS (
 SELECT city, count(*) AS n FROM "vault"."dim_customer" GROUP BY city
)
