-- The rows that each hash key has at each moment at which one of them came or went.
-- takes: spells, hash_key, columns (of the satellite but the hash key)
SELECT
    d.{{ hash_key | name }},
    d.load_date,
    {{ columns | names('s') }},
    s._part
FROM (
    SELECT
        {{ hash_key | name }},
        _from AS load_date
    FROM {{ spells }}
    WHERE NOT _is_known
    UNION
    SELECT
        {{ hash_key | name }},
        _until AS load_date
    FROM {{ spells }}
    WHERE _until IS NOT NULL
) AS d
JOIN {{ spells }} AS s
    ON s.{{ hash_key | name }} = d.{{ hash_key | name }}
    AND s._from <= d.load_date
    AND (s._until IS NULL OR d.load_date < s._until)
