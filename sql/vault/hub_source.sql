-- The business keys that one source's events show: hash key, key columns, and the load.
-- takes: events (a SELECT), hash_key, hash_value and key_values (expressions), condition
SELECT
    {{ hash_value }} AS {{ hash_key | name }},
    {{ key_values | named }},
    load_date,
    load_seq,
    record_source
FROM ({{ events }})
WHERE _op <> 'delete' AND ({{ condition }})
