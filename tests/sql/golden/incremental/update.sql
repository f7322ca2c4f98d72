UPDATE "marts"."seen_order" AS r
SET "id" = n."id"
FROM temp.new_rows AS n
WHERE r."shop" IS NOT DISTINCT FROM n."shop" AND r."number" IS NOT DISTINCT FROM n."number"
