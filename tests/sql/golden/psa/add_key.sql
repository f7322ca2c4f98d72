INSERT INTO "erased_keys_0" (key)
VALUES (?)
