DELETE FROM "_store"."vault__eff_order__rows" AS r
USING temp.arriving AS a
WHERE r."shop" = a."shop" AND r."number" = a."number"
