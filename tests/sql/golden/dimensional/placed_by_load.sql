SELECT
    "id", "name",
    _tracked,
    CASE WHEN _is_seed THEN _moment ELSE load_date END AS _moment,
    load_id,
    _is_gone,
    false AS _is_empty,
    _is_seed,
    _is_first
FROM (SELECT
    "id" AS "id",
    "name" AS "name",
    _tracked,
    _moment,
    load_date,
    load_id,
    _is_gone,
    false AS _is_seed,
    true AS _is_first
FROM temp.arriving
UNION ALL
SELECT
    o."id" AS "id",
    o."name" AS "name",
    o._tracked,
    o.valid_from AS _moment,
    CAST(NULL AS TIMESTAMP) AS load_date,
    o.load_id,
    o._is_gone,
    true AS _is_seed,
    o._is_first
FROM "_store"."marts__dim_named__open" AS o
SEMI JOIN temp.arriving AS a ON o."id" IS NOT DISTINCT FROM a."id")
