WITH moments AS (
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
),
dated AS (
    SELECT
        "id", "city", "name", "phone", "since", "previous_city",
        _tracked,
        _moment,
        load_id,
        _is_gone,
        _is_empty,
        _is_seed,
        _is_first,
        max(CASE WHEN NOT _is_gone OR _is_seed THEN _moment END) OVER life AS _state_moment
    FROM moments
    WINDOW life AS (PARTITION BY "id" ORDER BY _moment)
),
-- A deletion carries what it deletes; the deletion of what was never there is nothing.
filled AS (
    SELECT
        "id", "city", "name", "phone", "since", "previous_city",
        _tracked,
        _moment,
        load_id,
        _is_gone,
        _is_seed,
        _is_first
    FROM dated
    WHERE NOT _is_gone OR _is_seed
    UNION ALL
    SELECT
        coalesce(s."id", d."id") AS "id",
        s."city",
        s."name",
        s."phone",
        s."since",
        s."previous_city",
        s._tracked,
        d._moment,
        d.load_id,
        true AS _is_gone,
        false AS _is_seed,
        true AS _is_first
    FROM dated AS d
    LEFT JOIN moments AS s
        ON d."id" = s."id"
        AND s._moment = d._state_moment
    WHERE d._is_gone AND NOT d._is_seed AND (s._moment IS NOT NULL OR d._is_empty)
),
compared AS (
    SELECT
        "id", "city", "name", "phone", "since", "previous_city",
        _tracked,
        _moment,
        load_id,
        _is_gone,
        _is_seed,
        _is_first,
        count(_tracked) OVER life AS "_position",
    lag(_tracked) OVER life AS "_tracked_before",
    lag(_is_gone) OVER life AS "_was_gone",
    lag("city") OVER life AS "_before_city"
    FROM filled
    WINDOW life AS (PARTITION BY "id" ORDER BY _moment)
),
walked AS (
    SELECT
        "id" AS "id",
    "city" AS "city",
    (first_value(CASE WHEN _tracked IS NOT NULL THEN {'value': "name"} END IGNORE NULLS) OVER life).value AS "name",
    "phone" AS "phone",
    "since" AS "since",
    coalesce(
    last_value(CASE WHEN _position > 1 AND "city" IS DISTINCT FROM "_before_city" THEN {'value': "_before_city"} END
        IGNORE NULLS) OVER life,
    {'value': first_value("previous_city") OVER life}
).value AS "previous_city",
        _tracked,
        _moment,
        load_id,
        _is_gone,
        _is_seed,
        _is_first AND _position = 1 AS _is_first,
        _tracked_before,
        _was_gone
    FROM compared
    WINDOW life AS (PARTITION BY "id" ORDER BY _moment)
),
lasting AS (
    SELECT
        "id" AS "id",
    "city" AS "city",
    "name" AS "name",
    last_value("phone") OVER whole_life AS "phone",
    "since" AS "since",
    "previous_city" AS "previous_city",
    "load_id" AS "load_id",
        _tracked,
        _moment,
        _is_gone,
        _is_seed,
        _is_first,
        _tracked_before,
        _was_gone
    FROM walked
    WINDOW whole_life AS (
        PARTITION BY "id" ORDER BY _moment
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    )
),
turns AS (
    SELECT
        "id", "city", "name", "phone", "since", "previous_city",
        _moment AS valid_from,
        lead(_moment) OVER life AS valid_to,
        load_id,
        _tracked,
        _is_gone,
        _is_seed,
        _is_first
    FROM lasting
    WHERE _is_gone IS DISTINCT FROM _was_gone
        OR (NOT _is_gone AND _tracked IS DISTINCT FROM _tracked_before)
    WINDOW life AS (PARTITION BY "id" ORDER BY _moment)
)
SELECT
    "id" AS "id",
    "city" AS "city",
    "name" AS "name",
    "phone" AS "phone",
    CASE WHEN _is_gone AND NOT _is_seed THEN lag("since") OVER life ELSE "since" END AS "since",
    "previous_city" AS "previous_city",
    CAST(CAST('0x' || substr(hex(unhex(md5(concat_ws('||', 'id=' || CAST("id" AS VARCHAR),
        'valid_from=' || CAST("valid_from" AS VARCHAR))))), 1, 16) AS UBIGINT) & 9223372036854775807 AS BIGINT) AS "customer_sk",
    valid_from,
    valid_to,
    load_id,
    _tracked,
    _is_gone,
    _is_seed,
    _is_first
FROM turns
WINDOW life AS (PARTITION BY "id" ORDER BY valid_from)
