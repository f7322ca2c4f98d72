-- Stored rows whose row hash is not that of their columns, by load.
-- takes: events (a SELECT), row_hash (expression)
SELECT
    _load_date,
    _load_seq,
    count(*) AS rows
FROM ({{ events }})
WHERE _op <> 'delete' AND CAST({{ row_hash }} AS UUID) <> _row_hash
GROUP BY _load_date, _load_seq
ORDER BY _load_date, _load_seq
