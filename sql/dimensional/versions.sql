-- The versions that states at their moments make: one begins where the key comes, goes, or changes what is tracked.
-- takes: moments (a SELECT), key, never_null (whether the key is), carried (columns); by name the expressions
--        compared (with the state before), walked (along the life so far), lasting (over the whole life), outputs
--        (of a version)
WITH moments AS (
    {{ moments }}
),
dated AS (
    SELECT
        {{ carried | names }},
        _tracked,
        _moment,
        load_id,
        _is_gone,
        _is_empty,
        _is_seed,
        _is_first,
        max(CASE WHEN NOT _is_gone OR _is_seed THEN _moment END) OVER life AS _state_moment
    FROM moments
    WINDOW life AS (PARTITION BY {{ key | names }} ORDER BY _moment)
),
-- A deletion carries what it deletes; the deletion of what was never there is nothing.
filled AS (
    SELECT
        {{ carried | names }},
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
        {{ carried | either(key, 's', 'd') }},
        s._tracked,
        d._moment,
        d.load_id,
        true AS _is_gone,
        false AS _is_seed,
        true AS _is_first
    FROM dated AS d
    LEFT JOIN moments AS s
        ON {{ key | agreeing('d', 's', never_null) }}
        AND s._moment = d._state_moment
    WHERE d._is_gone AND NOT d._is_seed AND (s._moment IS NOT NULL OR d._is_empty)
),
compared AS (
    SELECT
        {{ carried | names }},
        _tracked,
        _moment,
        load_id,
        _is_gone,
        _is_seed,
        _is_first,
        {{ compared | named }}
    FROM filled
    WINDOW life AS (PARTITION BY {{ key | names }} ORDER BY _moment)
),
walked AS (
    SELECT
        {{ walked | named }},
        _tracked,
        _moment,
        load_id,
        _is_gone,
        _is_seed,
        _is_first AND _position = 1 AS _is_first,
        _tracked_before,
        _was_gone
    FROM compared
    WINDOW life AS (PARTITION BY {{ key | names }} ORDER BY _moment)
),
lasting AS (
    SELECT
        {{ lasting | named }},
        _tracked,
        _moment,
        _is_gone,
        _is_seed,
        _is_first,
        _tracked_before,
        _was_gone
    FROM walked
    WINDOW whole_life AS (
        PARTITION BY {{ key | names }} ORDER BY _moment
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    )
),
turns AS (
    SELECT
        {{ carried | names }},
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
    WINDOW life AS (PARTITION BY {{ key | names }} ORDER BY _moment)
)
SELECT
    {{ outputs | named }},
    valid_from,
    valid_to,
    load_id,
    _tracked,
    _is_gone,
    _is_seed,
    _is_first
FROM turns
WINDOW life AS (PARTITION BY {{ key | names }} ORDER BY valid_from)
