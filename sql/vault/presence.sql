-- Presence: the stretches over which a hash key was there, in whatever rows of its source; spells that touch or
-- overlap are one. It was known when one of its spells was.
-- takes: spells, hash_key, columns (it, and what it decides)
WITH ordered AS (
    SELECT
        {{ columns | names }},
        _from,
        coalesce(_until, TIMESTAMP '9999-12-31 00:00:00') AS _until,
        _is_known,
        max(coalesce(_until, TIMESTAMP '9999-12-31 00:00:00')) OVER (
            PARTITION BY {{ hash_key | name }}
            ORDER BY _from, _until
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS _high
    FROM {{ spells }}
),
numbered AS (
    SELECT
        *,
        sum(CASE WHEN _high IS NULL OR _from > _high THEN 1 ELSE 0 END) OVER (
            PARTITION BY {{ hash_key | name }}
            ORDER BY _from, _until
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS _position
    FROM ordered
)
SELECT
    {{ columns | names }},
    min(_from) AS _from,
    nullif(max(_until), TIMESTAMP '9999-12-31 00:00:00') AS _until,
    bool_or(_is_known) AS _is_known
FROM numbered
GROUP BY {{ columns | names }}, _position
