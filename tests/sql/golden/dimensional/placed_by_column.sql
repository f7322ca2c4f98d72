WITH after AS (
    SELECT
        "id", "city", "name", "phone", "since", "previous_city",
        _tracked,
        _moment,
        load_date,
        load_id,
        _is_gone,
        _is_seed,
        _is_first,
        max(_moment) OVER loaded_before AS _latest,
        coalesce(lag(_is_gone) OVER loads, false) AS _was_gone,
        row("id", "city", "name", "phone", "since", "previous_city") IS NOT DISTINCT FROM lag(row("id", "city", "name", "phone", "since", "previous_city")) OVER loads AS _is_same
    FROM (SELECT
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
SEMI JOIN temp.arriving AS a ON o."id" = a."id")
    WINDOW
        loads AS (PARTITION BY "id" ORDER BY load_date NULLS FIRST),
        loaded_before AS (
            PARTITION BY "id" ORDER BY load_date NULLS FIRST
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        )
),
placed AS (
    SELECT
        "id", "city", "name", "phone", "since", "previous_city",
        _tracked,
        CASE
            WHEN NOT _is_seed AND (_is_gone OR (_was_gone AND _latest IS NOT NULL))
                THEN greatest(_moment, date_trunc('day', load_date), _latest)
            ELSE _moment
        END AS _moment,
        load_date,
        load_id,
        _is_gone,
        _is_gone AND NOT _is_seed AS _is_empty,
        _is_seed,
        _is_first
    FROM after
    WHERE _is_seed
        OR (NOT _is_gone AND (_was_gone OR NOT _is_same))
        OR (_is_gone AND NOT _was_gone AND _latest IS NOT NULL)
),
ranked AS (
    SELECT
        "id", "city", "name", "phone", "since", "previous_city",
        _tracked,
        _moment,
        load_id,
        _is_gone,
        _is_empty,
        _is_seed,
        _is_first,
        row_number() OVER (
            PARTITION BY "id", _moment
            ORDER BY load_date DESC NULLS LAST
        ) AS _rank
    FROM placed
)
SELECT
    "id", "city", "name", "phone", "since", "previous_city",
    _tracked,
    _moment,
    load_id,
    _is_gone,
    _is_empty,
    _is_seed,
    _is_first
FROM ranked
WHERE _rank = 1
