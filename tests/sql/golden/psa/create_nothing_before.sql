CREATE OR REPLACE TEMP TABLE nothing_before (
    "id" BIGINT,
    "_row_hash" UUID,
    "_hash64" UBIGINT
)
