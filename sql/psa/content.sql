-- The content after a load: the last event of each key, unless that was its deletion.
-- takes: events (a SELECT), key, columns (all columns of the events but _op)
WITH events AS (
    {{ events }}
),
ranked AS (
    SELECT
        {{ columns | names }},
        _op,
        row_number() OVER (PARTITION BY {{ key | names }} ORDER BY _load_date DESC, _load_seq DESC) AS _rank
    FROM events
)
SELECT {{ columns | names }}
FROM ranked
WHERE _rank = 1 AND _op <> 'delete'
