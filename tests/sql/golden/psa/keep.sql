CREATE OR REPLACE TEMP TABLE added AS
WITH arrivals AS (
    SELECT
        "_driving",
        _from AS _arrival,
        lead(_from) OVER (PARTITION BY "_driving" ORDER BY _from) AS _next,
        row_number() OVER (PARTITION BY "_driving" ORDER BY _from) AS _position
    FROM (
        SELECT DISTINCT
            "_driving",
            _from
        FROM temp.presence
        WHERE NOT _is_known
    )
),
effective AS (
    SELECT
        p."link_hk",
        p."order_hk", p."customer_hk",
        p._from AS start_date,
        least(p._until, a._next) AS end_date,
        false AS _is_known
    FROM temp.presence AS p
    JOIN arrivals AS a ON a."_driving" = p."_driving" AND a._arrival = p._from
    WHERE NOT p._is_known
    UNION ALL
    SELECT
        p."link_hk",
        p."order_hk", p."customer_hk",
        l.start_date,
        least(p._until, a._arrival) AS end_date,
        true AS _is_known
    FROM temp.presence AS p
    JOIN "_store"."vault__eff_order__latest" AS l ON l."link_hk" = p."link_hk" AND l.end_date IS NULL
    LEFT JOIN arrivals AS a ON a."_driving" = p."_driving" AND a._position = 1
    WHERE p._is_known
),
turns AS (
    SELECT
        "link_hk",
        "order_hk", "customer_hk",
        start_date,
        CAST(NULL AS TIMESTAMP) AS end_date,
        start_date AS load_date
    FROM effective
    WHERE NOT _is_known
    UNION ALL
    SELECT
        "link_hk",
        "order_hk", "customer_hk",
        start_date,
        end_date,
        end_date AS load_date
    FROM effective
    WHERE end_date IS NOT NULL
)
SELECT
    t."link_hk",
    t."order_hk", t."customer_hk",
    t.start_date,
    t.end_date,
    t.load_date,
    s.record_source
FROM turns AS t
JOIN (SELECT
    load_date,
    max(record_source) AS record_source
FROM temp.arriving
GROUP BY load_date) AS s ON s.load_date = t.load_date
