SELECT
    count(*) FILTER (WHERE since IS NULL) > 0
    OR (SELECT version FROM _store.models WHERE model = 'sat_customer') < 7,
    min(since)
FROM _store.changes
WHERE model = 'sat_customer' AND version > 7
