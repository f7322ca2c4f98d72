SELECT
    'psa' AS table_schema,
    'crm__customers' AS table_name,
    'source' AS kind,
    (SELECT count(*) FROM "_store"."crm__customers") AS row_count,
    (
        SELECT CAST(coalesce(sum(bytes_stored + coalesce(keyframe_bytes, 0)), 0) AS BIGINT)
        FROM meta.loads
        WHERE source_table = 'crm.customers'
    ) AS size_bytes
