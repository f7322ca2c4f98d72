DELETE FROM "_store"."vault__dim_customer_types__open" AS r
USING (
    SELECT DISTINCT "id"
    FROM temp.arriving
) AS k
WHERE r."id" IS NOT DISTINCT FROM k."id"
