-- What each load in history says of one key: its own event, and the row hash of the content after it (NULL: none).
-- takes: events (a SELECT of all stored events, those at the horizon first), is_key (expression), slice (expression),
--        source_table
WITH events AS (
    SELECT
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
after AS (
    SELECT
        l.load_id,
        arg_max(e._op, (e._load_date, e._load_seq)) AS _op,
        arg_max(e._hash, (e._load_date, e._load_seq)) AS _hash
    FROM loads AS l
    JOIN events AS e
        ON e._slice IS NOT DISTINCT FROM l.slice
        AND (e._load_date, e._load_seq) <= (l.load_date, l.load_seq)
        AND e._op IN ('insert', 'update', 'delete')
    GROUP BY l.load_id
)
SELECT
    CAST(l.load_id AS VARCHAR),
    l.extract,
    l.is_pruned,
    own._op,
    CASE WHEN a._op <> 'delete' THEN CAST(a._hash >> 64 AS UBIGINT) END AS high,
    CASE WHEN a._op <> 'delete' THEN CAST(a._hash & 18446744073709551615 AS UBIGINT) END AS low
FROM loads AS l
LEFT JOIN after AS a ON a.load_id = l.load_id
LEFT JOIN events AS own
    ON own._slice IS NOT DISTINCT FROM l.slice
    AND own._load_date = l.load_date
    AND own._load_seq = l.load_seq
WHERE a.load_id IS NOT NULL OR own._op IS NOT NULL
