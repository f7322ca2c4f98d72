INSERT INTO "vault"."link_order"
SELECT a.*
FROM temp.arriving AS a
ANTI JOIN "vault"."link_order" AS h ON h."link_hk" = a."link_hk"
