-- The shape of an effectivity satellite.
-- takes: events (a SELECT), values (the hash keys: expressions by name)
SELECT
    {{ values | named }},
    load_date AS start_date,
    load_date AS end_date,
    load_date,
    record_source
FROM ({{ events }})
