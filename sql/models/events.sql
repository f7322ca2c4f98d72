-- The change events of some loads of one source table, each with its load.
-- takes: events (a SELECT over the log), columns (all of it but _op, _load_date, _load_seq), source_table,
--        of_slice (whether load l is of the slice of row e)
SELECT
    {{ columns | names('e') }},
    e._op,
    l.load_date,
    l.load_seq,
    l.load_id,
    l.record_source
FROM ({{ events }}) AS e
JOIN meta.loads AS l
    ON l.source_table = {{ source_table | literal }}
    AND l.status = 'accepted'
    AND l.load_date = e._load_date
    AND l.load_seq = e._load_seq
    AND {{ of_slice }}
