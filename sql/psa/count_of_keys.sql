-- How many keys there are.
-- takes: relation
SELECT count(DISTINCT key)
FROM {{ relation | name }}
