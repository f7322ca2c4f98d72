-- For each key and snapshot date the newest row at or before it, if there is one. DuckDB's own join for it;
-- vault/asof_portable gives the same rows in any SQL.
-- takes: keys (snapshot dates and keys), candidates (hash key, load date), hash_key
SELECT
    k.snapshot_date,
    k.{{ hash_key | name }},
    c.load_date AS found
FROM {{ keys }} AS k
ASOF LEFT JOIN {{ candidates }} AS c
    ON c.{{ hash_key | name }} = k.{{ hash_key | name }} AND c.load_date <= k.snapshot_date
