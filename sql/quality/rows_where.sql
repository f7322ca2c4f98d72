-- The rows of a relation that a check looks at.
-- takes: relation, where (a condition)
(SELECT * FROM {{ relation }} WHERE {{ where }})
