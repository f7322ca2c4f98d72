CREATE OR REPLACE VIEW "marts"."dim_named" AS
SELECT
    c."id" AS "id",
    c."name" AS "name",
    c.valid_from AS "valid_from",
    c.valid_to AS "valid_to",
    false AS "is_current",
    c._is_gone AS "is_deleted",
    c.load_id AS "load_id"
FROM "_store"."marts__dim_named__closed" AS c
UNION ALL
SELECT
    o."id" AS "id",
    o."name" AS "name",
    o.valid_from AS "valid_from",
    CAST(NULL AS TIMESTAMP) AS "valid_to",
    true AS "is_current",
    o._is_gone AS "is_deleted",
    o.load_id AS "load_id"
FROM "_store"."marts__dim_named__open" AS o
WHERE NOT _is_gone
