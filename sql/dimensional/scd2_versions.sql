-- SCD2: the versions that events make, with the open versions of the same keys before them.
-- takes: events (a SELECT), open (the open versions), key, columns, tracked_value (a hash of what opens a version)
WITH events AS (
    {{ events }}
),
states AS (
    SELECT
        {{ columns | names }},
        {{ tracked_value }} AS _tracked,
        load_date,
        load_id,
        _op,
        row_number() OVER (PARTITION BY {{ key | names }}, load_date ORDER BY load_seq DESC) AS _rank
    FROM events
),
moments AS (
    SELECT
        {{ columns | names }},
        _tracked,
        load_date,
        load_id,
        _op = 'delete' AS _is_gone
    FROM states
    WHERE _rank = 1
    UNION ALL
    SELECT
        {{ columns | names('o') }},
        o._tracked,
        o.valid_from AS load_date,
        o.load_id,
        false AS _is_gone
    FROM {{ open }} AS o
    SEMI JOIN events AS e ON {{ key | equal('o', 'e') }}
),
compared AS (
    SELECT
        *,
        lag(_tracked) OVER (PARTITION BY {{ key | names }} ORDER BY load_date) AS _tracked_before,
        lag(_is_gone) OVER (PARTITION BY {{ key | names }} ORDER BY load_date) AS _was_gone
    FROM moments
),
turns AS (
    SELECT
        {{ columns | names }},
        _tracked,
        load_date,
        load_id,
        _is_gone
    FROM compared
    WHERE _is_gone IS DISTINCT FROM _was_gone
        OR (NOT _is_gone AND _tracked IS DISTINCT FROM _tracked_before)
),
versions AS (
    SELECT
        {{ columns | names }},
        load_date AS valid_from,
        lead(load_date) OVER (PARTITION BY {{ key | names }} ORDER BY load_date) AS valid_to,
        load_id,
        _tracked,
        _is_gone
    FROM turns
)
SELECT
    {{ columns | names }},
    valid_from,
    valid_to,
    load_id,
    _tracked
FROM versions
WHERE NOT _is_gone
