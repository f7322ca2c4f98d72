SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"vault"."status_customer"')
WHERE persistent
