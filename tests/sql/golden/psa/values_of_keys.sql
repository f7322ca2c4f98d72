INSERT INTO "erased_values_1" (key)
SELECT DISTINCT [key[1]]
FROM "erased_keys_0"
WHERE
    [key[1]] NOT IN (SELECT key FROM "erased_values_1")
    AND len(list_filter([key[1]], lambda part: part IS NULL)) = 0
