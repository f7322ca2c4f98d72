-- For each key and snapshot date the newest row at or before it, if there is one: vault/asof without an
-- ASOF join.
-- takes: keys (snapshot dates and keys), candidates (hash key, load date), hash_key
SELECT
    k.snapshot_date,
    k.{{ hash_key | name }},
    c.load_date AS found
FROM {{ keys }} AS k
LEFT JOIN (
    SELECT
        {{ hash_key | name }},
        load_date,
        lead(load_date) OVER (PARTITION BY {{ hash_key | name }} ORDER BY load_date) AS _until
    FROM {{ candidates }}
) AS c
    ON c.{{ hash_key | name }} = k.{{ hash_key | name }}
    AND c.load_date <= k.snapshot_date
    AND (c._until IS NULL OR k.snapshot_date < c._until)
