-- Rows whose value in the column is none of the accepted ones; NULLs do not count.
-- takes: relation, column, values
SELECT *
FROM {{ relation }}
WHERE {{ column | name }} NOT IN ({{ values | literals }})
