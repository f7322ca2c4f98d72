CREATE OR REPLACE TEMP TABLE "erased_keys_0" (
    _position INTEGER DEFAULT 0,
    key VARCHAR[]
)
