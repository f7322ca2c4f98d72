SELECT failing, failing != 0 AS is_error, failing != 0 AS is_warning
FROM (SELECT coalesce(count(*), 0) AS failing FROM (SELECT p.*
FROM "vault"."pit_customer" AS p
ANTI JOIN "vault"."sat_customer" AS s ON s."customer_hk" = p."sat_customer_hk" AND s.load_date = p."sat_customer_load_date"))
