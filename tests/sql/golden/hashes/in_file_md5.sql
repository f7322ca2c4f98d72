CAST("customer_hk" AS UUID)
