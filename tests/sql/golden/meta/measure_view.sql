SELECT
    'marts' AS table_schema,
    'big_cities' AS table_name,
    'view' AS kind,
    CAST(NULL AS BIGINT) AS row_count,
    CAST(0 AS BIGINT) AS size_bytes
