SELECT
    "id", "name",
    CASE WHEN _event_op = 'delete' OR NOT ("_passes_1") THEN 'delete' ELSE 'update' END AS _op,
    _event_date AS load_date,
    _event_seq AS load_seq,
    _event_load AS load_id
FROM (SELECT id, UPPER(name) AS name, "_event_op", "_event_date", "_event_seq", "_event_load", COALESCE((phone > 5), FALSE) AS "_passes_1" FROM _the_events AS "crm__customers")
