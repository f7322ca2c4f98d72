-- Sub-keys that one hash key has twice at one moment.
-- takes: members, hash_key, sub_key
SELECT
    {{ hash_key | name }} AS hash_key,
    min(load_date) AS load_date
FROM (
    SELECT
        {{ hash_key | name }},
        load_date
    FROM {{ members }}
    GROUP BY {{ hash_key | name }}, {{ sub_key | names }}, load_date
    HAVING count(*) > 1
)
GROUP BY {{ hash_key | name }}
ORDER BY ALL
LIMIT 5
