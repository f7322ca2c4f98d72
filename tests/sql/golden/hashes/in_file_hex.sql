lower(hex("customer_hk"))
