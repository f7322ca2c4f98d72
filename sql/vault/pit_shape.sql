-- The shape of a point-in-time table.
-- takes: hub, hash_key, pointers (NULLs by name)
SELECT
    load_date AS snapshot_date,
    {{ hash_key | name }},
    {{ pointers | named }}
FROM {{ hub }}
