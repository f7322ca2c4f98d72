-- Take out what a satellite or its side table holds of the hash keys of some states.
-- takes: relation, states, hash_key
DELETE FROM {{ relation }}
WHERE {{ hash_key | name }} IN (SELECT {{ hash_key | name }} FROM {{ states }})
