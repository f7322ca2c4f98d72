-- The versions of a dimension by day that held at a moment.
-- takes: relation, starts and ends (columns), at (a literal)
SELECT *
FROM {{ relation }}
WHERE {{ starts | name }} <= CAST({{ at | literal }} AS DATE)
    AND ({{ ends | name }} IS NULL OR {{ ends | name }} >= CAST({{ at | literal }} AS DATE))
