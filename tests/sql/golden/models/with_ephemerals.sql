WITH "__dbt__cte__some_cities" AS (
 SELECT * FROM "marts"."cities" WHERE n > 1
)
SELECT *
FROM (
SELECT * FROM "__dbt__cte__some_cities"
)
