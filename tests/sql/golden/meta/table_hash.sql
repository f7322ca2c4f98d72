SELECT
    count(*) AS rows,
    coalesce(sum(hash(CAST("city" AS VARCHAR), CAST("n" AS VARCHAR))) % 18446744073709551616, 0) AS total
FROM "marts"."big_cities"
