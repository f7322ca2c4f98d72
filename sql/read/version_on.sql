-- The versions of a dimension by day that held at a moment.
-- takes: relation, at (a literal)
SELECT *
FROM {{ relation }}
WHERE valid_from <= CAST({{ at | literal }} AS DATE)
    AND (valid_to IS NULL OR valid_to >= CAST({{ at | literal }} AS DATE))
