SELECT * EXCLUDE (_rank)
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
WHERE _rank = 1
