-- The rows of a point-in-time table so far, with the row of one more satellite that was valid.
-- takes: before, columns (its columns but snapshot_date), found (a SELECT of vault/asof),
--        hash_key, pointers (expressions by name)
SELECT
    b.snapshot_date,
    {{ columns | names('b') }},
    {{ pointers | named }}
FROM {{ before }} AS b
JOIN (
    {{ found }}
) AS f ON f.snapshot_date = b.snapshot_date AND f.{{ hash_key | name }} = b.{{ hash_key | name }}
