DELETE FROM "_store"."vault__sat_customer__latest"
WHERE "customer_hk" IN (SELECT "customer_hk" FROM temp.restated)
