DELETE FROM "vault"."hub_customer"
WHERE "customer_hk" IN ('00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff')
