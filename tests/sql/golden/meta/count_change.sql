INSERT OR REPLACE INTO _store.facts
SELECT
    'version',
    CAST(coalesce(max(CAST(value AS BIGINT)), 0) + 1 AS VARCHAR)
FROM _store.facts
WHERE name = 'version'
