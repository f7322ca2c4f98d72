CREATE OR REPLACE VIEW "vault"."status_customer__history" AS
SELECT
    s.*,
    n.load_end_date
FROM "vault"."status_customer" AS s
JOIN (
    SELECT
        "customer_hk",
        load_date,
        lead(load_date) OVER (PARTITION BY "customer_hk" ORDER BY load_date) AS load_end_date
    FROM (
        SELECT DISTINCT
            "customer_hk",
            load_date
        FROM "vault"."status_customer"
    )
) AS n ON n."customer_hk" = s."customer_hk" AND n.load_date = s.load_date
