WITH touched AS (
    SELECT "_driving"
    FROM temp.arriving
    WHERE NOT _is_gone
    UNION
    SELECT r."_driving"
    FROM "_store"."vault__eff_order__rows" AS r
    SEMI JOIN temp.arriving AS a ON r."shop" = a."shop" AND r."number" = a."number"
),
moments AS (
    SELECT
        "shop", "number", "_driving", "link_hk", "order_hk", "customer_hk",
        load_date AS _from,
        _is_gone,
        false AS _is_known
    FROM temp.arriving
    UNION ALL
    SELECT
        r."shop", r."number", r."_driving", r."link_hk", r."order_hk", r."customer_hk",
        r._from,
        false AS _is_gone,
        true AS _is_known
    FROM "_store"."vault__eff_order__rows" AS r
    SEMI JOIN touched AS t ON t."_driving" = r."_driving"
),
spells AS (
    SELECT
        "shop", "number", "_driving", "link_hk", "order_hk", "customer_hk",
        _from,
        lead(_from) OVER (PARTITION BY "shop", "number" ORDER BY _from) AS _until,
        _is_gone,
        _is_known
    FROM moments
)
SELECT
    "shop", "number", "_driving", "link_hk", "order_hk", "customer_hk",
    _from,
    _until,
    _is_known
FROM spells
WHERE NOT _is_gone AND "_driving" <> CAST(unhex('00000000000000000000000000000000') AS UUID)
