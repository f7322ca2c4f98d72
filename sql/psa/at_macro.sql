-- psa.<source>__<table>__at(ts): the content as of a moment, each row with the load that last changed it.
-- takes: macro, changes, key, columns, source_table, moment (expression)
CREATE OR REPLACE MACRO {{ macro }}(_moment) AS TABLE
WITH events AS (
    SELECT
        {{ columns | names }},
        load_date,
        load_id,
        record_source,
        _source_file,
        _loaded_at,
        _op,
        row_number() OVER (PARTITION BY {{ key | names }} ORDER BY load_date DESC, load_seq DESC) AS _rank
    FROM {{ changes }}
    WHERE load_date <= {{ moment }}
)
SELECT
    {{ columns | names }},
    load_date,
    load_id,
    record_source,
    _source_file,
    _loaded_at,
    (
        SELECT max(l.load_date)
        FROM meta.loads AS l
        WHERE
            l.source_table = {{ source_table | literal }}
            AND l.status = 'accepted'
            AND l.load_date <= CAST(_moment AS TIMESTAMP)
    ) AS _seen_load_date
FROM events
WHERE _rank = 1 AND _op <> 'delete'
