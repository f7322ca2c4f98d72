SELECT p.*
FROM "vault"."pit_customer" AS p
ANTI JOIN "vault"."sat_customer" AS s ON s."customer_hk" = p."sat_customer_hk" AND s.load_date = p."sat_customer_load_date"
