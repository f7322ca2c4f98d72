SELECT e.*
FROM (FROM "_store"."marts__dim_city__changes") AS e
SEMI JOIN temp.backdated AS k ON e."city" IS NOT DISTINCT FROM k."city"
