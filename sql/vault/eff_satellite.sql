-- Effectivity satellite: a row when a relation came into effect, and a second one, with its end, when that ended:
-- because it was gone, or because its driving key got a new partner.
-- takes: presence (of links), load_sources, latest (the last row of each link), link_key, driving_key (one hash),
--        hub_keys
WITH arrivals AS (
    SELECT
        {{ driving_key | name }},
        _from AS _arrival,
        lead(_from) OVER (PARTITION BY {{ driving_key | name }} ORDER BY _from) AS _next,
        row_number() OVER (PARTITION BY {{ driving_key | name }} ORDER BY _from) AS _position
    FROM (
        SELECT DISTINCT
            {{ driving_key | name }},
            _from
        FROM {{ presence }}
        WHERE NOT _is_known
    )
),
effective AS (
    SELECT
        p.{{ link_key | name }},
        {{ hub_keys | names('p') }},
        p._from AS start_date,
        least(p._until, a._next) AS end_date,
        false AS _is_known
    FROM {{ presence }} AS p
    JOIN arrivals AS a ON a.{{ driving_key | name }} = p.{{ driving_key | name }} AND a._arrival = p._from
    WHERE NOT p._is_known
    UNION ALL
    SELECT
        p.{{ link_key | name }},
        {{ hub_keys | names('p') }},
        l.start_date,
        least(p._until, a._arrival) AS end_date,
        true AS _is_known
    FROM {{ presence }} AS p
    JOIN {{ latest }} AS l ON l.{{ link_key | name }} = p.{{ link_key | name }} AND l.end_date IS NULL
    LEFT JOIN arrivals AS a ON a.{{ driving_key | name }} = p.{{ driving_key | name }} AND a._position = 1
    WHERE p._is_known
),
turns AS (
    SELECT
        {{ link_key | name }},
        {{ hub_keys | names }},
        start_date,
        CAST(NULL AS TIMESTAMP) AS end_date,
        start_date AS load_date
    FROM effective
    WHERE NOT _is_known
    UNION ALL
    SELECT
        {{ link_key | name }},
        {{ hub_keys | names }},
        start_date,
        end_date,
        end_date AS load_date
    FROM effective
    WHERE end_date IS NOT NULL
)
SELECT
    t.{{ link_key | name }},
    {{ hub_keys | names('t') }},
    t.start_date,
    t.end_date,
    t.load_date,
    s.record_source
FROM turns AS t
JOIN {{ load_sources }} AS s ON s.load_date = t.load_date
