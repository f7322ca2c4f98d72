DELETE FROM "_store"."vault__eff_order__latest" AS l
USING temp.added AS a
WHERE l."link_hk" = a."link_hk"
