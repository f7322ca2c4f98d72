SELECT r.*
FROM "vault"."link_customers" AS r
ANTI JOIN "vault"."hub_customer" AS p ON p."customer_hk" = r."friend_hk"
WHERE r."friend_hk" <> '00000000000000000000000000000000'
