SELECT max(value)
FROM _store.facts
WHERE name = 'layout'
