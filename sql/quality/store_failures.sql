-- The rows that break a check, kept as a table.
-- takes: relation, failing (a SELECT)
CREATE OR REPLACE TABLE {{ relation }} AS
SELECT *
FROM ({{ failing }})
