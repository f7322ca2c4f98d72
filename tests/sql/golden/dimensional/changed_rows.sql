SELECT
    "city", "orders",
    'update' AS _op,
    TIMESTAMP '2026-06-05 00:00:00' AS load_date,
    1 AS load_seq,
    CAST('bc544c73-17ca-5608-93dd-5a436b6adab6' AS UUID) AS load_id
FROM (
    SELECT "city", "orders"
    FROM temp.rows_then
    EXCEPT
    SELECT "city", "orders"
    FROM "_store"."marts__dim_city__rows"
)
UNION ALL
SELECT
    b."city", b."orders",
    'delete' AS _op,
    TIMESTAMP '2026-06-05 00:00:00' AS load_date,
    1 AS load_seq,
    CAST('bc544c73-17ca-5608-93dd-5a436b6adab6' AS UUID) AS load_id
FROM "_store"."marts__dim_city__rows" AS b
ANTI JOIN temp.rows_then AS r ON b."city" IS NOT DISTINCT FROM r."city"
