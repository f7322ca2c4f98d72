-- The content a delivery is compared with: its keys, and the 64-bit hash of each row.
-- takes: relation, key
SELECT
    {{ key | names }},
    _hash64
FROM {{ relation }}
