SELECT
    count(*) FILTER (WHERE since IS NULL) > 0,
    min(since)
FROM _store.changes
WHERE model = ? AND version > ?
