SELECT DISTINCT key
FROM "erased_keys_0"
ORDER BY key
