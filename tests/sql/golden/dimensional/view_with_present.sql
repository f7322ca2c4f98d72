CREATE OR REPLACE VIEW "vault"."dim_customer_types" AS
SELECT
    c."customer_sk" AS "customer_sk",
    c."id" AS "id",
    c."city" AS "city",
    o."name" AS "name",
    o."phone" AS "phone",
    c."since" AS "since",
    c."previous_city" AS "previous_city",
    o."city" AS "current_city",
    CAST(CASE WHEN c._is_first THEN TIMESTAMP '1900-01-01 00:00:00' ELSE c.valid_from END AS DATE) AS "valid_from",
    CAST(c.valid_to - INTERVAL 1 DAY AS DATE) AS "valid_to",
    false AS "is_current",
    c._is_gone AS "is_deleted",
    c.load_id AS "load_id"
FROM "_store"."vault__dim_customer_types__closed" AS c
JOIN "_store"."vault__dim_customer_types__open" AS o ON c."id" IS NOT DISTINCT FROM o."id"
UNION ALL
SELECT
    o."customer_sk" AS "customer_sk",
    o."id" AS "id",
    o."city" AS "city",
    o."name" AS "name",
    o."phone" AS "phone",
    o."since" AS "since",
    o."previous_city" AS "previous_city",
    o."city" AS "current_city",
    CAST(CASE WHEN o._is_first THEN TIMESTAMP '1900-01-01 00:00:00' ELSE o.valid_from END AS DATE) AS "valid_from",
    CAST(NULL AS DATE) AS "valid_to",
    true AS "is_current",
    o._is_gone AS "is_deleted",
    o.load_id AS "load_id"
FROM "_store"."vault__dim_customer_types__open" AS o
WHERE NOT _is_gone
