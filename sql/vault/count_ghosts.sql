-- How many ghost records a hub or satellite holds.
-- takes: relation, hash_key, ghosts (their hash keys)
SELECT count(*)
FROM {{ relation }}
WHERE {{ hash_key | name }} IN ({{ ghosts }})
