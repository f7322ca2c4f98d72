INSERT INTO "vault"."bridge_order"
SELECT *
FROM temp.way_1
