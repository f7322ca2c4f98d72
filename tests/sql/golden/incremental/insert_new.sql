INSERT INTO "marts"."seen_order" ("shop", "number", "id")
SELECT n."shop", n."number", n."id"
FROM temp.new_rows AS n
ANTI JOIN "marts"."seen_order" AS r ON n."shop" IS NOT DISTINCT FROM r."shop" AND n."number" IS NOT DISTINCT FROM r."number"
