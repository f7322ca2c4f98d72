-- What each hash key of a source looks like at the end of each load date that touched it.
-- takes: events (a SELECT, at most one event of a key and load date), hash_key, hash_value, hashdiff,
--        hashdiff_value, columns, zero_key
WITH states AS (
    SELECT
        {{ hash_value }} AS {{ hash_key | name }},
        {{ hashdiff_value }} AS {{ hashdiff | name }},
        {{ columns | names }},
        load_date,
        record_source
    FROM ({{ events }})
    WHERE _op <> 'delete'
)
SELECT *
FROM states
WHERE {{ hash_key | name }} <> {{ zero_key }}
