DELETE FROM "_store"."vault__sat_customer__latest" AS l
USING temp.added AS a
WHERE l."customer_hk" = a."customer_hk"
