SELECT
    l.load_date,
    CAST(l.load_id AS VARCHAR) AS load_id,
    o.columns
FROM meta.loads AS l
JOIN _store.observed AS o ON o.source_table = l.source_table AND o.load_id = l.load_id
WHERE l.source_table = ? AND l.status = 'accepted'
ORDER BY l.load_date, l.load_seq
