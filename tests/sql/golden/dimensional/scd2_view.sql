CREATE OR REPLACE VIEW "vault"."dim_customer" AS
SELECT
    "id", "city",
    valid_from,
    valid_to,
    false AS is_current,
    false AS is_deleted,
    load_id
FROM "_store"."vault__dim_customer__closed"
UNION ALL
SELECT
    "id", "city",
    valid_from,
    NULL AS valid_to,
    true AS is_current,
    false AS is_deleted,
    load_id
FROM "_store"."vault__dim_customer__open"
