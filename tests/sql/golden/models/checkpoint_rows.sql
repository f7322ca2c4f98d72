SELECT *
FROM read_parquet('/project/psa/crm/orders/checkpoints/000006/eff_order/2.parquet', hive_partitioning = false)
