-- States at the moments that a column of theirs names; of one moment the state that was loaded last counts.
-- A deletion, and a reappearance after it, take effect on their load date, but not before what came before. A
-- deletion that leaves nothing is remembered (`_is_empty`), because an earlier state may still arrive. A state that
-- is the one before it (it went and came within one load date) is none.
-- takes: known (a SELECT), key, carried (columns), load_moment
WITH after AS (
    SELECT
        {{ carried | names }},
        _tracked,
        _moment,
        load_date,
        load_id,
        _is_gone,
        _is_seed,
        _is_first,
        max(_moment) OVER loaded_before AS _latest,
        coalesce(lag(_is_gone) OVER loads, false) AS _was_gone,
        row({{ carried | names }}) IS NOT DISTINCT FROM lag(row({{ carried | names }})) OVER loads AS _is_same
    FROM ({{ known }})
    WINDOW
        loads AS (PARTITION BY {{ key | names }} ORDER BY load_date NULLS FIRST),
        loaded_before AS (
            PARTITION BY {{ key | names }} ORDER BY load_date NULLS FIRST
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        )
),
placed AS (
    SELECT
        {{ carried | names }},
        _tracked,
        CASE
            WHEN NOT _is_seed AND (_is_gone OR (_was_gone AND _latest IS NOT NULL))
                THEN greatest(_moment, {{ load_moment }}, _latest)
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
        {{ carried | names }},
        _tracked,
        _moment,
        load_id,
        _is_gone,
        _is_empty,
        _is_seed,
        _is_first,
        row_number() OVER (
            PARTITION BY {{ key | names }}, _moment
            ORDER BY load_date DESC NULLS LAST
        ) AS _rank
    FROM placed
)
SELECT
    {{ carried | names }},
    _tracked,
    _moment,
    load_id,
    _is_gone,
    _is_empty,
    _is_seed,
    _is_first
FROM ranked
WHERE _rank = 1
