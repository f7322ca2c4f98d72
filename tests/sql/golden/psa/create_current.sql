CREATE OR REPLACE TABLE "_store"."vault__dim_customer__open" (
    "id" BIGINT,
    "city" VARCHAR,
    "valid_from" TIMESTAMP,
    "load_id" UUID,
    "_tracked" UUID
)
