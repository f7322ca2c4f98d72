-- Business keys that have several hash keys.
-- takes: relation, column (the hash key), columns (the business key)
SELECT
    {{ columns | names }},
    count(DISTINCT {{ column | name }}) AS hash_keys
FROM {{ relation }}
GROUP BY {{ columns | names }}
HAVING count(DISTINCT {{ column | name }}) > 1
