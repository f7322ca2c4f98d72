-- Hash keys that two source rows had at one moment, each with the moment at which that began.
-- takes: spells, hash_key
SELECT
    {{ hash_key | name }} AS hash_key,
    min(_from) AS load_date
FROM (
    SELECT
        {{ hash_key | name }},
        _from,
        max(coalesce(_until, TIMESTAMP '9999-12-31 00:00:00')) OVER (
            PARTITION BY {{ hash_key | name }}
            ORDER BY _from, _until
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS _high
    FROM {{ spells }}
)
WHERE _from < _high
GROUP BY {{ hash_key | name }}
ORDER BY ALL
LIMIT 5
