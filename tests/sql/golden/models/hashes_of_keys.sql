SELECT CAST(CAST(md5(CAST("id" AS VARCHAR)) AS UUID) AS VARCHAR)
FROM (
    SELECT CAST(key[1] AS BIGINT) AS "id"
    FROM "erased_keys_0"
) AS typed_keys
