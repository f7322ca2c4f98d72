SELECT
    "shop", "number", "_driving", "link_hk", "order_hk", "customer_hk",
    load_date AS _from
FROM (SELECT
    "shop", "number",
    "order_hk" AS "_driving",
    CAST(CASE WHEN coalesce(CASE
    WHEN contains("shop", '\') OR contains("shop", '|') OR contains("shop", '^^')
        THEN replace(replace(replace(upper(trim("shop", ' ')), '\', '\\'), '|', '\|'), '^^', '\^^')
    ELSE nullif(upper(trim("shop", ' ')), '')
END, CAST("number" AS VARCHAR), CAST("id" AS VARCHAR)) IS NULL THEN unhex('00000000000000000000000000000000') ELSE unhex(md5(coalesce(CASE
    WHEN contains("shop", '\') OR contains("shop", '|') OR contains("shop", '^^')
        THEN replace(replace(replace(upper(trim("shop", ' ')), '\', '\\'), '|', '\|'), '^^', '\^^')
    ELSE nullif(upper(trim("shop", ' ')), '')
END, '^^') || '||' || coalesce(CAST("number" AS VARCHAR), '^^') || '||' || coalesce(CAST("id" AS VARCHAR), '^^'))) END AS UUID) AS "link_hk",
    "order_hk" AS "order_hk",
    CAST(CASE WHEN coalesce(CAST("id" AS VARCHAR)) IS NULL THEN unhex('00000000000000000000000000000000') ELSE unhex(md5(CAST("id" AS VARCHAR))) END AS UUID) AS "customer_hk",
    load_date,
    record_source,
    _op = 'delete' AS _is_gone
FROM (SELECT * EXCLUDE (_rank)
FROM (
    SELECT
        *,
        row_number() OVER (PARTITION BY "shop", "number", load_date ORDER BY load_seq DESC) AS _rank
    FROM (SELECT
    CAST(NULL AS VARCHAR) AS "shop",
    CAST(NULL AS BIGINT) AS "number",
    CAST(NULL AS BIGINT) AS "id",
    CAST(NULL AS UUID) AS "order_hk",
    CAST(NULL AS UUID) AS "_row_hash",
    CAST(NULL AS VARCHAR) AS "_op",
    CAST(NULL AS TIMESTAMP) AS "load_date",
    CAST(NULL AS INTEGER) AS "load_seq",
    CAST(NULL AS UUID) AS "load_id",
    CAST(NULL AS VARCHAR) AS "record_source"
WHERE false)
)
WHERE _rank = 1))
