-- States at the moments of their loads.
-- takes: known (a SELECT), carried (columns)
SELECT
    {{ carried | names }},
    _tracked,
    CASE WHEN _is_seed THEN _moment ELSE load_date END AS _moment,
    load_id,
    _is_gone,
    false AS _is_empty,
    _is_seed,
    _is_first
FROM ({{ known }})
