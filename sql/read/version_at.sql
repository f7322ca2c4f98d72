-- The versions of a dimension that held at a moment.
-- takes: relation, starts and ends (columns), at (a literal)
SELECT *
FROM {{ relation }}
WHERE {{ starts | name }} <= CAST({{ at | literal }} AS TIMESTAMP)
    AND ({{ ends | name }} IS NULL OR {{ ends | name }} > CAST({{ at | literal }} AS TIMESTAMP))
