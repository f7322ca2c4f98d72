INSERT INTO "vault"."eff_order" ("link_hk", "order_hk", "customer_hk", "start_date", "end_date", "load_date", "record_source")
SELECT "link_hk", "order_hk", "customer_hk", "start_date", "end_date", "load_date", "record_source"
FROM read_parquet('/project/psa/crm/orders/checkpoints/000006/eff_order/2.parquet', hive_partitioning = false)
