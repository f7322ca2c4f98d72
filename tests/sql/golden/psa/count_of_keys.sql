SELECT count(DISTINCT key)
FROM "erased_keys_0"
