-- What each load in history says of the keys to erase: how many it brought, and what of its content is theirs.
-- takes: events (a SELECT of all stored events, those at the horizon first), is_key (expression), key (columns),
--        slice (expression), source_table
WITH events AS (
    SELECT
        {{ key | names }},
        {{ slice }} AS _slice,
        _op,
        _load_date,
        _load_seq,
        CAST(_row_hash AS UHUGEINT) AS _hash
    FROM ({{ events }})
    WHERE {{ is_key }}
),
loads AS (
    SELECT
        load_id,
        load_date,
        load_seq,
        slice,
        extract,
        pruned_at IS NOT NULL AS is_pruned
    FROM meta.loads
    WHERE source_table = {{ source_table | literal }} AND status = 'accepted'
),
own AS (
    SELECT
        _slice,
        _load_date,
        _load_seq,
        count(*) FILTER (_op = 'insert') AS inserted,
        count(*) FILTER (_op = 'update') AS updated,
        count(*) FILTER (_op = 'seen') AS seen,
        count(*) FILTER (_op = 'kept') AS kept,
        count(*) FILTER (_op IN ('delete', 'miss')) AS deleted
    FROM events
    GROUP BY _slice, _load_date, _load_seq
),
last_states AS (
    SELECT
        l.load_id,
        arg_max(e._op, (e._load_date, e._load_seq)) AS _op,
        arg_max(e._hash, (e._load_date, e._load_seq)) AS _hash
    FROM loads AS l
    JOIN events AS e
        ON e._slice IS NOT DISTINCT FROM l.slice
        AND (e._load_date, e._load_seq) <= (l.load_date, l.load_seq)
        AND e._op IN ('insert', 'update', 'delete')
    GROUP BY l.load_id, {{ key | names("e") }}
),
contents AS (
    SELECT
        load_id,
        count(*) AS rows,
        sum(CAST(_hash >> 64 AS UBIGINT)) AS high,
        sum(CAST(_hash & 18446744073709551615 AS UBIGINT)) AS low
    FROM last_states
    WHERE _op <> 'delete'
    GROUP BY load_id
)
SELECT
    CAST(l.load_id AS VARCHAR),
    l.extract,
    l.is_pruned,
    coalesce(o.inserted, 0),
    coalesce(o.updated, 0),
    coalesce(o.seen, 0),
    coalesce(o.kept, 0),
    coalesce(o.deleted, 0),
    coalesce(c.rows, 0),
    coalesce(c.high, 0),
    coalesce(c.low, 0)
FROM loads AS l
LEFT JOIN contents AS c ON c.load_id = l.load_id
LEFT JOIN own AS o
    ON o._slice IS NOT DISTINCT FROM l.slice
    AND o._load_date = l.load_date
    AND o._load_seq = l.load_seq
WHERE c.load_id IS NOT NULL OR o._load_date IS NOT NULL
