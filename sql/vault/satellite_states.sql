-- What each hash key of a source looks like at the end of each load date that touched it.
-- takes: events (a SELECT), key (of the source table), hash_key, hash_value, hashdiff, hashdiff_value, columns,
--        zero_key
WITH last_events AS (
    SELECT
        {{ hash_value }} AS {{ hash_key | name }},
        {{ hashdiff_value }} AS {{ hashdiff | name }},
        {{ columns | names }},
        load_date,
        record_source,
        _op,
        row_number() OVER (PARTITION BY {{ key | names }}, load_date ORDER BY load_seq DESC) AS _rank
    FROM ({{ events }})
)
SELECT
    {{ hash_key | name }},
    {{ hashdiff | name }},
    {{ columns | names }},
    load_date,
    record_source
FROM last_events
WHERE _rank = 1 AND _op <> 'delete' AND {{ hash_key | name }} <> {{ zero_key }}
