CREATE OR REPLACE TABLE "vault"."link_order" AS
SELECT *
FROM (WITH seen AS (
    SELECT
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
    load_seq,
    record_source
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
WHERE _op <> 'delete'
),
ranked AS (
    SELECT
        "link_hk",
        "order_hk", "customer_hk",
        load_date,
        record_source,
        row_number() OVER (
            PARTITION BY "link_hk"
            ORDER BY load_date, load_seq, record_source
        ) AS _rank
    FROM seen
)
SELECT
    "link_hk",
    "order_hk", "customer_hk",
    load_date,
    record_source
FROM ranked
WHERE _rank = 1)
LIMIT 0
