-- The content before the first load.
-- takes: current (a relation)
SELECT *
FROM {{ current }}
WHERE false
