-- The snapshot dates that a relation lacks, each with the keys seen by then.
-- takes: relation, spine, hub, ghosts (hash keys to leave out), hash_key
SELECT
    d.snapshot_date,
    h.{{ hash_key | name }}
FROM {{ spine }} AS d
ANTI JOIN (SELECT DISTINCT snapshot_date FROM {{ relation }}) AS p ON p.snapshot_date = d.snapshot_date
JOIN {{ hub }} AS h ON h.load_date <= d.snapshot_date
WHERE h.{{ hash_key | name }} NOT IN ({{ ghosts }})
