lower(hex("photo"))
