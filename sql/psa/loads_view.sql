-- psa.<source>__<table>__loads: every row of every accepted load, under the load that delivered it. A snapshot
-- delivered its whole content, other loads the keys that they name.
-- takes: view, events (a view, with the contents at a horizon), key, columns, source_table,
--        of_slice (whether load l is of the slice of row e)
CREATE OR REPLACE VIEW {{ view }} AS
WITH loads AS (
    SELECT
        load_date,
        load_seq,
        load_id,
        record_source,
        source_file,
        loaded_at,
        pruned_at,
        extract,
        slice,
        row_number() OVER (ORDER BY load_date, load_seq, slice) AS _position
    FROM meta.loads
    WHERE source_table = {{ source_table | literal }} AND status = 'accepted'
),
events AS (
    SELECT
        {{ columns | names('c') }},
        c._op,
        l._position,
        l.extract <> 'snapshot' AND c._op IN ('insert', 'update', 'seen') AS _is_named
    FROM {{ events }} AS c
    JOIN loads AS l ON l.load_id = c.load_id
),
states AS (
    SELECT
        {{ columns | names }},
        _op,
        _position AS _from,
        lead(_position) OVER (PARTITION BY {{ key | names }} ORDER BY _position) AS _until
    FROM events
    WHERE _op IN ('insert', 'update', 'delete')
)
SELECT
    {{ columns | names('e') }},
    l.load_date,
    l.load_seq,
    l.load_id,
    l.record_source,
    l.source_file AS _source_file,
    l.loaded_at AS _loaded_at
FROM states AS e
JOIN loads AS l ON l._position >= e._from AND (e._until IS NULL OR l._position < e._until) AND {{ of_slice }}
WHERE e._op <> 'delete' AND l.extract = 'snapshot' AND l.pruned_at IS NULL
UNION ALL
SELECT
    {{ columns | names('e') }},
    l.load_date,
    l.load_seq,
    l.load_id,
    l.record_source,
    l.source_file AS _source_file,
    l.loaded_at AS _loaded_at
FROM events AS n
JOIN states AS e
    ON {{ key | equal('n', 'e') }}
    AND n._position >= e._from
    AND (e._until IS NULL OR n._position < e._until)
JOIN loads AS l ON l._position = n._position
WHERE n._is_named AND e._op <> 'delete' AND l.pruned_at IS NULL
