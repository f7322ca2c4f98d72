-- psa.<source>__<table>__loads: every row of every accepted load, under the load that delivered it.
-- takes: view, changes (with the contents at a horizon), key, columns, source_table
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
        row_number() OVER (ORDER BY load_date, load_seq) AS _position
    FROM meta.loads
    WHERE source_table = {{ source_table | literal }} AND status = 'accepted'
),
events AS (
    SELECT
        {{ columns | names('c') }},
        c._op,
        l._position AS _from,
        lead(l._position) OVER (PARTITION BY {{ key | names('c') }} ORDER BY l._position) AS _until
    FROM {{ changes }} AS c
    JOIN loads AS l ON l.load_date = c.load_date AND l.load_seq = c.load_seq
)
SELECT
    {{ columns | names('e') }},
    l.load_date,
    l.load_seq,
    l.load_id,
    l.record_source,
    l.source_file AS _source_file,
    l.loaded_at AS _loaded_at
FROM events AS e
JOIN loads AS l ON l._position >= e._from AND (e._until IS NULL OR l._position < e._until)
WHERE e._op <> 'delete' AND l.pruned_at IS NULL
