-- psa.<source>__<table>__at(ts): the content as of a moment, each row with the load that last changed it.
-- Files of later days are not opened: the folder says the day.
-- takes: macro, events (a view), key, columns, loads (a SELECT of psa/numbered_loads), source_table,
--        moment (expression), of_slice (whether load l is of the slice of row e)
CREATE OR REPLACE MACRO {{ macro }}(_moment) AS TABLE
WITH events AS MATERIALIZED (
    SELECT
        {{ columns | names }},
        load_date,
        _op,
        _position
    FROM {{ events }}
    WHERE load_date <= {{ moment }}
        AND regexp_extract(_file, 'load_date=([^/]+)/[^/]+$', 1) <= strftime({{ moment }}, '%Y-%m-%d')
),
newest AS (
    SELECT
        {{ key | names }},
        max(_position) FILTER (_op IN ('insert', 'update', 'delete')) AS _position,
        max(load_date) FILTER (_op = 'seen') AS _confirmed
    FROM events
    GROUP BY {{ key | names }}
)
SELECT
    {{ columns | names('e') }},
    l.load_date,
    l.load_id,
    l.record_source,
    l.source_file AS _source_file,
    l.loaded_at AS _loaded_at,
    greatest(
        l.load_date,
        n._confirmed,
        (
            SELECT max(l.load_date)
            FROM meta.loads AS l
            WHERE
                l.source_table = {{ source_table | literal }}
                AND l.status = 'accepted'
                AND l.extract = 'snapshot'
                AND l.load_date <= CAST(_moment AS TIMESTAMP)
                AND {{ of_slice }}
        )
    ) AS _seen_load_date
FROM events AS e
JOIN newest AS n ON {{ key | equal('e', 'n') }} AND n._position = e._position
JOIN ({{ loads }}) AS l ON l._position = e._position
WHERE e._op IN ('insert', 'update')
