-- The changes of a row-wise SELECT's rows: a row that no longer passes its filters is deleted.
-- takes: columns, results (the SELECT over events), passes (a condition)
SELECT
    {{ columns | names }},
    CASE WHEN _event_op = 'delete' OR NOT ({{ passes }}) THEN 'delete' ELSE 'update' END AS _op,
    _event_date AS load_date,
    _event_seq AS load_seq,
    _event_load AS load_id
FROM ({{ results }})
