WITH known AS (
    SELECT
        l."ref_kind_hk",
        l."ref_kind_hashdiff",
        l.load_date
    FROM "_store"."vault__ref_kind__latest" AS l
    SEMI JOIN temp.arriving AS a ON a."ref_kind_hk" = l."ref_kind_hk"
),
diffs AS (
    SELECT
        "ref_kind_hk",
        "ref_kind_hashdiff",
        load_date,
        true AS _is_known
    FROM known
    UNION ALL
    SELECT
        "ref_kind_hk",
        "ref_kind_hashdiff",
        load_date,
        false AS _is_known
    FROM temp.arriving
),
compared AS (
    SELECT
        "ref_kind_hk",
        load_date,
        _is_known,
        "ref_kind_hashdiff" IS DISTINCT FROM lag("ref_kind_hashdiff") OVER (
            PARTITION BY "ref_kind_hk"
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
        "ref_kind_hk",
        load_date
    FROM compared
    WHERE _differs AND NOT _is_known
) AS c ON c."ref_kind_hk" = a."ref_kind_hk" AND c.load_date = a.load_date
