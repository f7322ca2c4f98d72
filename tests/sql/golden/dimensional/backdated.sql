SELECT DISTINCT a."id"
FROM temp.arriving AS a
JOIN "_store"."vault__dim_customer_types__open" AS o ON a."id" IS NOT DISTINCT FROM o."id"
WHERE coalesce(a._moment, date_trunc('day', load_date)) <= o.valid_from
