DELETE FROM "erased_values_1"
WHERE key IN (
    SELECT [CAST("email" AS VARCHAR)]
    FROM read_parquet(['/project/psa/crm/customers/a.parquet'], hive_partitioning = false)
    WHERE NOT coalesce([CAST("id" AS VARCHAR)] IN (SELECT key FROM "erased_keys_0"), false)
)
