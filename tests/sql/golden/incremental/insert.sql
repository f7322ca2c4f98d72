INSERT INTO "marts"."fct_order" ("shop", "number", "id", "city")
SELECT "shop", "number", "id", "city"
FROM temp.new_rows
