CREATE OR REPLACE VIEW "vault"."eff_order__history" AS
SELECT
    "link_hk",
    "order_hk", "customer_hk",
    start_date,
    max(end_date) AS end_date
FROM "vault"."eff_order"
GROUP BY "link_hk", "order_hk", "customer_hk", start_date
