-- What each load's content comes to, recomputed from the stored events: rows and fingerprint after each load.
-- takes: events (a SELECT), key, slice (expression)
WITH hashes AS (
    SELECT
        {{ slice }} AS _slice,
        _load_date,
        _load_seq,
        CASE WHEN _op <> 'delete' THEN CAST(_row_hash AS UHUGEINT) END AS _gained,
        lag(CASE WHEN _op <> 'delete' THEN CAST(_row_hash AS UHUGEINT) END) OVER (
            PARTITION BY {{ key | names }}
            ORDER BY _load_date, _load_seq
        ) AS _lost
    FROM ({{ events }})
),
steps AS (
    SELECT
        _slice,
        _load_date,
        _load_seq,
        count(_gained) - count(_lost) AS _rows,
        coalesce(sum(CAST(_gained >> 64 AS UBIGINT)), 0) - coalesce(sum(CAST(_lost >> 64 AS UBIGINT)), 0) AS _high,
        coalesce(sum(CAST(_gained & 18446744073709551615 AS UBIGINT)), 0)
            - coalesce(sum(CAST(_lost & 18446744073709551615 AS UBIGINT)), 0) AS _low
    FROM hashes
    GROUP BY _slice, _load_date, _load_seq
)
SELECT
    _slice,
    _load_date,
    _load_seq,
    CAST(sum(_rows) OVER (PARTITION BY _slice ORDER BY _load_date, _load_seq) AS BIGINT) AS rows,
    sum(_high) OVER (PARTITION BY _slice ORDER BY _load_date, _load_seq) AS high,
    sum(_low) OVER (PARTITION BY _slice ORDER BY _load_date, _load_seq) AS low
FROM steps
ORDER BY _slice, _load_date, _load_seq
