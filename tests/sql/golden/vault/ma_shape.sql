SELECT
    "customer_hk" AS "customer_hk",
    "phone_hashdiff",
    "kind", "number",
    load_date,
    record_source
FROM (SELECT
    CAST(NULL AS BIGINT) AS "id",
    CAST(NULL AS VARCHAR) AS "kind",
    CAST(NULL AS BIGINT) AS "number",
    CAST(NULL AS UUID) AS "customer_hk",
    CAST(NULL AS UUID) AS "phone_hashdiff",
    CAST(NULL AS UUID) AS "_row_hash",
    CAST(NULL AS VARCHAR) AS "_op",
    CAST(NULL AS TIMESTAMP) AS "load_date",
    CAST(NULL AS INTEGER) AS "load_seq",
    CAST(NULL AS UUID) AS "load_id",
    CAST(NULL AS VARCHAR) AS "record_source"
WHERE false)
