INSERT INTO "_store"."marts__dim_city__rows"
SELECT "city", "orders"
FROM temp.row_changes
WHERE _op <> 'delete'
