-- All rows of a satellite that a snapshot can point at.
-- takes: satellite, hash_key, ghosts (hash keys to leave out)
SELECT DISTINCT
    {{ hash_key | name }},
    load_date
FROM {{ satellite }}
WHERE {{ hash_key | name }} NOT IN ({{ ghosts }})
