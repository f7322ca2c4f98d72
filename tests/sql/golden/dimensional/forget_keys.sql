DELETE FROM "_store"."marts__dim_named__open" AS r
USING (
    SELECT DISTINCT "id"
    FROM temp.arriving
) AS k
WHERE r."id" IS NOT DISTINCT FROM k."id"
