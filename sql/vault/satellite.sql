-- Satellite: the arriving states that differ from the state before them.
-- takes: arriving (states), latest (hash key, hashdiff and load date of each key's last row), hash_key, hashdiff,
--        columns
WITH known AS (
    SELECT
        l.{{ hash_key | name }},
        l.{{ hashdiff | name }},
        l.load_date
    FROM {{ latest }} AS l
    SEMI JOIN {{ arriving }} AS a ON a.{{ hash_key | name }} = l.{{ hash_key | name }}
),
diffs AS (
    SELECT
        {{ hash_key | name }},
        {{ hashdiff | name }},
        load_date,
        true AS _is_known
    FROM known
    UNION ALL
    SELECT
        {{ hash_key | name }},
        {{ hashdiff | name }},
        load_date,
        false AS _is_known
    FROM {{ arriving }}
),
compared AS (
    SELECT
        {{ hash_key | name }},
        load_date,
        _is_known,
        {{ hashdiff | name }} IS DISTINCT FROM lag({{ hashdiff | name }}) OVER (
            PARTITION BY {{ hash_key | name }}
            ORDER BY load_date
        ) AS _differs
    FROM diffs
)
SELECT
    a.{{ hash_key | name }},
    a.{{ hashdiff | name }},
    {{ columns | names('a') }},
    a.load_date,
    a.record_source
FROM {{ arriving }} AS a
SEMI JOIN (
    SELECT
        {{ hash_key | name }},
        load_date
    FROM compared
    WHERE _differs AND NOT _is_known
) AS c ON c.{{ hash_key | name }} = a.{{ hash_key | name }} AND c.load_date = a.load_date
