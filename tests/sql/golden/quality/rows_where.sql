(SELECT * FROM "vault"."sat_customer" WHERE "customer_hk" NOT IN ('00000000000000000000000000000000', 'ffffffffffffffffffffffffffffffff'))
