-- Arriving states, and before them the last version of the same keys (the seed).
-- takes: arriving, open (the last version of each key), key, never_null (whether the key is),
--        new_values and seed_values (expressions by name)
SELECT
    {{ new_values | named }},
    _tracked,
    _moment,
    load_date,
    load_id,
    _is_gone,
    false AS _is_seed,
    true AS _is_first
FROM {{ arriving }}
UNION ALL
SELECT
    {{ seed_values | named }},
    o._tracked,
    o.valid_from AS _moment,
    CAST(NULL AS TIMESTAMP) AS load_date,
    o.load_id,
    o._is_gone,
    true AS _is_seed,
    o._is_first
FROM {{ open }} AS o
SEMI JOIN {{ arriving }} AS a ON {{ key | agreeing('o', 'a', never_null) }}
