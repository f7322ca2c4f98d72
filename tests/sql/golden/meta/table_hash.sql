SELECT
    count(*) AS rows,
    coalesce(sum(hash(CAST("customer_hk" AS VARCHAR), CAST("customers_hk" AS VARCHAR), CAST("friend_hk" AS VARCHAR), CAST("link_hk" AS VARCHAR), CAST("order_hk" AS VARCHAR), CAST("snapshot_date" AS VARCHAR))) % 18446744073709551616, 0) AS total
FROM "vault"."bridge_order"
