-- Take the ghost records out of a hub or satellite.
-- takes: relation, hash_key, ghosts (their hash keys)
DELETE FROM {{ relation }}
WHERE {{ hash_key | name }} IN ({{ ghosts }})
