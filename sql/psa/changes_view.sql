-- psa.<source>__<table>__changes: insert, update and delete events of the accepted loads, read from the log.
-- takes: view, events (a view), columns
CREATE OR REPLACE VIEW {{ view }} AS
SELECT
    _op,
    {{ columns | names }},
    load_date,
    load_seq,
    load_id,
    record_source,
    _source_file,
    _loaded_at
FROM {{ events }}
WHERE _op IN ('insert', 'update', 'delete')
