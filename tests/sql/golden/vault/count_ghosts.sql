SELECT count(*)
FROM "vault"."status_customer"
WHERE "customer_hk" IN (CAST(unhex('00000000000000000000000000000000') AS UUID), CAST(unhex('ffffffffffffffffffffffffffffffff') AS UUID))
