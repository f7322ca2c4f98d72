CREATE OR REPLACE VIEW "vault"."dim_customer" AS
SELECT
    c."id" AS "id",
    c."city" AS "city",
    c."name" AS "name",
    c."phone" AS "phone",
    c."since" AS "since",
    c.valid_from AS "valid_from",
    c.valid_to AS "valid_to",
    false AS "is_current",
    c._is_gone AS "is_deleted",
    c.load_id AS "load_id"
FROM "_store"."vault__dim_customer__closed" AS c
UNION ALL
SELECT
    o."id" AS "id",
    o."city" AS "city",
    o."name" AS "name",
    o."phone" AS "phone",
    o."since" AS "since",
    o.valid_from AS "valid_from",
    CAST(NULL AS TIMESTAMP) AS "valid_to",
    true AS "is_current",
    o._is_gone AS "is_deleted",
    o.load_id AS "load_id"
FROM "_store"."vault__dim_customer__open" AS o
WHERE NOT _is_gone
