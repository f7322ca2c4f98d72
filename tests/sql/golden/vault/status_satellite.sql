WITH turns AS (
    SELECT
        "customer_hk",
        'appeared' AS _turn,
        _from AS load_date
    FROM temp.presence
    WHERE NOT _is_known
    UNION ALL
    SELECT
        "customer_hk",
        'disappeared' AS _turn,
        _until AS load_date
    FROM temp.presence
    WHERE _until IS NOT NULL
),
told AS (
    SELECT
        t."customer_hk",
        t._turn,
        t.load_date,
        l."customer_hk" IS NOT NULL AS _is_known,
        row_number() OVER (PARTITION BY t."customer_hk" ORDER BY t.load_date) AS _position
    FROM turns AS t
    LEFT JOIN "_store"."vault__status_customer__latest" AS l ON l."customer_hk" = t."customer_hk"
)
SELECT
    t."customer_hk",
    CASE
        WHEN t._turn = 'appeared' AND (t._is_known OR t._position > 1) THEN 'reappeared'
        ELSE t._turn
    END AS status,
    t.load_date,
    s.record_source
FROM told AS t
JOIN (SELECT
    load_date,
    max(record_source) AS record_source
FROM temp.arriving
GROUP BY load_date) AS s ON s.load_date = t.load_date
