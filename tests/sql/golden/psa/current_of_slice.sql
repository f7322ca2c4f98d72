CREATE OR REPLACE TEMP VIEW temp.current_of_slice AS
SELECT *
FROM "_store"."crm__customers"
WHERE "city" = 'Kingston''s'
