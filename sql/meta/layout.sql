-- The version of this file's inner shape; NULL when it has none.
SELECT max(value)
FROM _store.facts
WHERE name = 'layout'
