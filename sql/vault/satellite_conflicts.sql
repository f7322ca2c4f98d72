-- Hash keys with two rows at one moment: among the arriving states, or in the source's newest content.
-- takes: arriving (states), current (the newest content), hash_key, hash_value
SELECT
    {{ hash_key | name }} AS hash_key,
    load_date
FROM {{ arriving }}
GROUP BY {{ hash_key | name }}, load_date
HAVING count(*) > 1
UNION ALL
SELECT
    c.hash_key,
    max(c.load_date) AS load_date
FROM (
    SELECT
        {{ hash_value }} AS hash_key,
        load_date
    FROM {{ current }}
) AS c
SEMI JOIN {{ arriving }} AS a ON a.{{ hash_key | name }} = c.hash_key
GROUP BY c.hash_key
HAVING count(*) > 1
ORDER BY ALL
LIMIT 5
