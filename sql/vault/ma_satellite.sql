-- Multi-active satellite: all rows of each set that differs from the set before it.
-- takes: changed (rows of vault/satellite over the sets), members, hash_key, hashdiff, columns
SELECT
    m.{{ hash_key | name }},
    c.{{ hashdiff | name }},
    {{ columns | names('m') }},
    c.load_date,
    c.record_source
FROM {{ members }} AS m
JOIN {{ changed }} AS c ON c.{{ hash_key | name }} = m.{{ hash_key | name }} AND c.load_date = m.load_date
