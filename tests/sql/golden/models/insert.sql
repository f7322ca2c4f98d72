INSERT INTO "_store"."marts__dim_city__changes"
FROM temp.row_changes
