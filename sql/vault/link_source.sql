-- The relations that one source's events show: link key, the hubs' hash keys, and the load.
-- takes: events (a SELECT), hash_key, hash_value and hub_values (expressions)
SELECT
    {{ hash_value }} AS {{ hash_key | name }},
    {{ hub_values | named }},
    load_date,
    load_seq,
    record_source
FROM ({{ events }})
WHERE _op <> 'delete'
