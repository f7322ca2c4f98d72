-- Rows with NULL in the column.
-- takes: relation, column
SELECT *
FROM {{ relation }}
WHERE {{ column | name }} IS NULL
