DELETE FROM "marts"."fct_order" AS r
USING temp.touched AS k
WHERE k."shop" IS NOT DISTINCT FROM r."shop" AND k."number" IS NOT DISTINCT FROM r."number"
