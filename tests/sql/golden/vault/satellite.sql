WITH known AS (
    SELECT
        l."customer_hk",
        l."customer_hashdiff",
        l.load_date
    FROM "_store"."vault__sat_customer__latest" AS l
    SEMI JOIN temp.arriving AS a ON a."customer_hk" = l."customer_hk"
),
diffs AS (
    SELECT
        "customer_hk",
        "customer_hashdiff",
        load_date,
        true AS _is_known
    FROM known
    UNION ALL
    SELECT
        "customer_hk",
        "customer_hashdiff",
        load_date,
        false AS _is_known
    FROM temp.arriving
),
compared AS (
    SELECT
        "customer_hk",
        load_date,
        _is_known,
        "customer_hashdiff" IS DISTINCT FROM lag("customer_hashdiff") OVER (
            PARTITION BY "customer_hk"
            ORDER BY load_date
        ) AS _differs
    FROM diffs
)
SELECT
    a."customer_hk",
    a."customer_hashdiff",
    a."city", a."name", a."phone", a."since",
    a.load_date,
    a.record_source
FROM temp.arriving AS a
SEMI JOIN (
    SELECT
        "customer_hk",
        load_date
    FROM compared
    WHERE _differs AND NOT _is_known
) AS c ON c."customer_hk" = a."customer_hk" AND c.load_date = a.load_date
