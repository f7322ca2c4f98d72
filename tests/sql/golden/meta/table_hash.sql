SELECT
    count(*) AS rows,
    coalesce(sum(hash(CAST("customer_hk" AS VARCHAR), CAST("end_date" AS VARCHAR), CAST("link_hk" AS VARCHAR), CAST("load_date" AS VARCHAR), CAST("order_hk" AS VARCHAR), CAST("record_source" AS VARCHAR), CAST("start_date" AS VARCHAR))) % 18446744073709551616, 0) AS total
FROM "vault"."eff_order"
