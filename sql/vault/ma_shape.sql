-- The shape of a multi-active satellite.
-- takes: events (a SELECT), hash_key, hash_value, hashdiff, columns
SELECT
    {{ hash_value }} AS {{ hash_key | name }},
    {{ hashdiff | name }},
    {{ columns | names }},
    load_date,
    record_source
FROM ({{ events }})
