SELECT
    "id" AS "id",
    "city" AS "city",
    "name" AS "name",
    "phone" AS "phone",
    "since" AS "since",
    CAST(NULL AS VARCHAR) AS "previous_city",
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
    o."city" AS "city",
    o."name" AS "name",
    o."phone" AS "phone",
    o."since" AS "since",
    o."previous_city" AS "previous_city",
    o._tracked,
    o.valid_from AS _moment,
    CAST(NULL AS TIMESTAMP) AS load_date,
    o.load_id,
    o._is_gone,
    true AS _is_seed,
    o._is_first
FROM "_store"."vault__dim_customer_types__open" AS o
SEMI JOIN temp.arriving AS a ON o."id" = a."id"
