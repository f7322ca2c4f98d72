-- All keys, each once.
-- takes: relation
SELECT DISTINCT key
FROM {{ relation | name }}
ORDER BY key
