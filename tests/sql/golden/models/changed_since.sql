SELECT
    count(*) FILTER (WHERE since IS NULL) > 0
    OR (SELECT version FROM _store.models WHERE model = 'eff_order') < 4,
    min(since)
FROM _store.changes
WHERE model = 'eff_order' AND version > 4
