-- A table with the columns of a SELECT and no rows.
-- takes: relation, select
CREATE OR REPLACE TABLE {{ relation }} AS
SELECT *
FROM ({{ select }})
LIMIT 0
