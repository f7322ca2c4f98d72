SELECT
    "customers_hk", "customer_hk", "friend_hk",
    load_date AS _from,
    CAST(NULL AS TIMESTAMP) AS _until
FROM "vault"."link_customers"
