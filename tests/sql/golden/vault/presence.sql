WITH ordered AS (
    SELECT
        "link_hk", "order_hk", "customer_hk", "_driving",
        _from,
        coalesce(_until, TIMESTAMP '9999-12-31 00:00:00') AS _until,
        _is_known,
        max(coalesce(_until, TIMESTAMP '9999-12-31 00:00:00')) OVER (
            PARTITION BY "link_hk"
            ORDER BY _from, _until
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS _high
    FROM temp.spells
),
numbered AS (
    SELECT
        *,
        sum(CASE WHEN _high IS NULL OR _from > _high THEN 1 ELSE 0 END) OVER (
            PARTITION BY "link_hk"
            ORDER BY _from, _until
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS _position
    FROM ordered
)
SELECT
    "link_hk", "order_hk", "customer_hk", "_driving",
    min(_from) AS _from,
    nullif(max(_until), TIMESTAMP '9999-12-31 00:00:00') AS _until,
    bool_or(_is_known) AS _is_known
FROM numbered
GROUP BY "link_hk", "order_hk", "customer_hk", "_driving", _position
