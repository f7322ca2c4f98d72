INSERT INTO "erased_keys_2" (key)
SELECT DISTINCT [CAST("id" AS VARCHAR)]
FROM read_parquet(['/project/psa/crm/orders/a.parquet'], hive_partitioning = false)
WHERE
    coalesce([CAST("customer_id" AS VARCHAR)] IN (SELECT key FROM "erased_values_1"), false)
    AND [CAST("id" AS VARCHAR)] NOT IN (SELECT key FROM "erased_keys_2")
    AND len(list_filter([CAST("id" AS VARCHAR)], lambda part: part IS NULL)) = 0
