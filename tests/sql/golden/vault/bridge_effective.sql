SELECT
    "link_hk", "order_hk", "customer_hk",
    start_date AS _from,
    end_date AS _until
FROM "vault"."eff_order__history"
