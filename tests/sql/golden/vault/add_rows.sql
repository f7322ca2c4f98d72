INSERT INTO "vault"."eff_order"
SELECT *
FROM temp.added
