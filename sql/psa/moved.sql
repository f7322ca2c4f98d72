-- The rows of the keys that a load changes, as it comes or goes: as they were without that, with the hash that each
-- had and the hash that each has with it. NULL hashes: the key is not there.
-- takes: keys, old, new (SELECTs), key, columns (of a content)
SELECT
    {{ columns | either(key, 'o', 'k') }},
    CASE WHEN o._load_date IS NOT NULL THEN CAST(o._row_hash AS UHUGEINT) END AS _old_hash,
    CASE WHEN n._load_date IS NOT NULL THEN CAST(n._row_hash AS UHUGEINT) END AS _new_hash
FROM ({{ keys }}) AS k
LEFT JOIN ({{ old }}) AS o ON {{ key | equal('k', 'o') }}
LEFT JOIN ({{ new }}) AS n ON {{ key | equal('k', 'n') }}
