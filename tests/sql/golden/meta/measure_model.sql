SELECT
    'vault' AS table_schema,
    'sat_customer' AS table_name,
    'satellite' AS kind,
    (SELECT count(*) FROM "vault"."sat_customer") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."vault__sat_customer__latest"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"vault"."sat_customer"')
WHERE persistent)) AS size_bytes
