SELECT
    'vault' AS table_schema,
    'status_customer' AS table_name,
    'status_satellite' AS kind,
    (SELECT count(*) FROM "vault"."status_customer") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."vault__status_customer__latest"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."vault__status_customer__rows"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"vault"."status_customer"')
WHERE persistent)) AS size_bytes
