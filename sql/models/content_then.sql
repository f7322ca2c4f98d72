-- The content of a source table as of a load date, in the shape of psa.<source>__<table>.
-- takes: content (a SELECT), columns, source_table, seen (the last load date that confirmed it),
--        of_slice (whether load l is of the slice of row c)
SELECT
    {{ columns | names('c') }},
    l.load_date,
    l.load_id,
    l.record_source,
    l.source_file AS _source_file,
    l.loaded_at AS _loaded_at,
    {{ seen | literal }} AS _seen_load_date
FROM ({{ content }}) AS c
JOIN meta.loads AS l
    ON l.source_table = {{ source_table | literal }}
    AND l.status = 'accepted'
    AND l.load_date = c._load_date
    AND l.load_seq = c._load_seq
    AND {{ of_slice }}
