CREATE OR REPLACE VIEW "vault"."dim_customer_now" AS
SELECT
    "id" AS "id",
    "city" AS "city",
    "name" AS "name",
    "phone" AS "phone",
    "since" AS "since",
    _is_gone AS "is_deleted",
    load_id AS "load_id"
FROM "_store"."vault__dim_customer_now__open"
WHERE NOT _is_gone
