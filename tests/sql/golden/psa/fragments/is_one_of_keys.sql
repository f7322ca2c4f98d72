[CAST("id" AS VARCHAR)] IN (SELECT key FROM "erased_keys_0")
