-- The shape of a status satellite.
-- takes: events (a SELECT), hash_key, hash_value
SELECT
    {{ hash_value }} AS {{ hash_key | name }},
    'appeared' AS status,
    load_date,
    record_source
FROM ({{ events }})
