CREATE OR REPLACE TABLE "_store"."vault__dim_customer_types__open" (
    "customer_sk" BIGINT,
    "id" BIGINT,
    "city" VARCHAR,
    "name" VARCHAR,
    "phone" BIGINT,
    "since" DATE,
    "previous_city" VARCHAR,
    "valid_from" TIMESTAMP,
    "load_id" UUID,
    "_tracked" UUID,
    "_is_gone" BOOLEAN,
    "_is_first" BOOLEAN
)
