SELECT DISTINCT a."city"
FROM temp.arriving AS a
JOIN "_store"."marts__dim_city__open" AS o ON a."city" IS NOT DISTINCT FROM o."city"
WHERE coalesce(a._moment, date_trunc('day', load_date)) <= o.valid_from
