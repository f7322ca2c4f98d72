CREATE OR REPLACE TABLE "_store"."marts__dim_named__changes" (
    "id" BIGINT,
    "name" VARCHAR,
    "_op" VARCHAR,
    "load_date" TIMESTAMP,
    "load_seq" INTEGER,
    "load_id" UUID
)
