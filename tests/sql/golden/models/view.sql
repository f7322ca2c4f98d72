CREATE OR REPLACE VIEW "marts"."big_cities" AS (
SELECT * FROM "marts"."cities" WHERE n > 1
)
