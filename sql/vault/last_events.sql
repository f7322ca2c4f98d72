-- What each row of a source was at the end of each load date that touched it.
-- takes: events (a SELECT, at most one event of a key and load date), columns, hashes (expressions by name)
SELECT
    {{ columns | names }},
    {{ hashes | named }},
    load_date,
    record_source,
    _op = 'delete' AS _is_gone
FROM ({{ events }})
