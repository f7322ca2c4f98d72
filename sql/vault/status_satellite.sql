-- Status satellite: when hash keys appeared, disappeared and reappeared.
-- takes: presence, load_sources, latest (the keys that ever had a row), hash_key
WITH turns AS (
    SELECT
        {{ hash_key | name }},
        'appeared' AS _turn,
        _from AS load_date
    FROM {{ presence }}
    WHERE NOT _is_known
    UNION ALL
    SELECT
        {{ hash_key | name }},
        'disappeared' AS _turn,
        _until AS load_date
    FROM {{ presence }}
    WHERE _until IS NOT NULL
),
told AS (
    SELECT
        t.{{ hash_key | name }},
        t._turn,
        t.load_date,
        l.{{ hash_key | name }} IS NOT NULL AS _is_known,
        row_number() OVER (PARTITION BY t.{{ hash_key | name }} ORDER BY t.load_date) AS _position
    FROM turns AS t
    LEFT JOIN {{ latest }} AS l ON l.{{ hash_key | name }} = t.{{ hash_key | name }}
)
SELECT
    t.{{ hash_key | name }},
    CASE
        WHEN t._turn = 'appeared' AND (t._is_known OR t._position > 1) THEN 'reappeared'
        ELSE t._turn
    END AS status,
    t.load_date,
    s.record_source
FROM told AS t
JOIN {{ load_sources }} AS s ON s.load_date = t.load_date
