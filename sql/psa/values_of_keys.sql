-- Take the values of a key's columns as values that are referred to, each once.
-- takes: relation, keys (the relation of the keys), value (an expression over them)
INSERT INTO {{ relation | name }} (key)
SELECT DISTINCT {{ value }}
FROM {{ keys | name }}
WHERE
    {{ value }} NOT IN (SELECT key FROM {{ relation | name }})
    AND len(list_filter({{ value }}, lambda part: part IS NULL)) = 0
