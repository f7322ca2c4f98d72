-- psa.<source>__<table>__at(ts): the content as of a moment, each row with the load that last changed it.
-- takes: macro, events (a view), key, columns, source_table, moment (expression), of_slice (whether load l is of the
--        slice of row e)
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
    FROM {{ events }}
    WHERE load_date <= {{ moment }} AND _op IN ('insert', 'update', 'delete')
),
seen AS (
    SELECT
        {{ key | names }},
        max(load_date) AS _confirmed
    FROM {{ events }}
    WHERE load_date <= {{ moment }} AND _op = 'seen'
    GROUP BY {{ key | names }}
)
SELECT
    {{ columns | names('e') }},
    e.load_date,
    e.load_id,
    e.record_source,
    e._source_file,
    e._loaded_at,
    greatest(
        e.load_date,
        s._confirmed,
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
LEFT JOIN seen AS s ON {{ key | equal('e', 's') }}
WHERE e._rank = 1 AND e._op <> 'delete'
