-- The relations that one source's events show: link key, the hubs' keys and what else a row has, and the load.
-- takes: events (a SELECT), hash_key, hash_value and values (expressions), condition
SELECT
    {{ hash_value }} AS {{ hash_key | name }},
    {{ values | named }},
    load_date,
    load_seq,
    record_source
FROM ({{ events }})
WHERE _op <> 'delete' AND ({{ condition }})
