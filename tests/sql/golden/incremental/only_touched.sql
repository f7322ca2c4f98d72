SELECT c.*
FROM "psa"."crm__orders" AS c
SEMI JOIN temp.touched AS k ON c."shop" IS NOT DISTINCT FROM k."shop" AND c."number" IS NOT DISTINCT FROM k."number"
