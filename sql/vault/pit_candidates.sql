-- The rows of a satellite that can be valid on snapshot dates after `last`: those valid then, later ones, and all
-- rows of keys that came later.
-- takes: pit, satellite, hub, found_column, ghost_date, hash_key, last (the newest snapshot date that is there)
SELECT
    {{ hash_key | name }},
    {{ found_column | name }} AS load_date
FROM {{ pit }}
WHERE snapshot_date = {{ last | literal }} AND {{ found_column | name }} <> {{ ghost_date }}
UNION
SELECT
    {{ hash_key | name }},
    load_date
FROM {{ satellite }}
WHERE load_date > {{ last | literal }}
UNION
SELECT
    s.{{ hash_key | name }},
    s.load_date
FROM {{ satellite }} AS s
SEMI JOIN {{ hub }} AS h ON h.{{ hash_key | name }} = s.{{ hash_key | name }} AND h.load_date > {{ last | literal }}
