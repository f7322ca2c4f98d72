-- Remember the last row of each key that rows were added for, whole.
-- takes: latest, added, hash_key
INSERT INTO {{ latest }}
SELECT * EXCLUDE (_rank)
FROM (
    SELECT
        *,
        row_number() OVER (PARTITION BY {{ hash_key | name }} ORDER BY load_date DESC) AS _rank
    FROM {{ added }}
)
WHERE _rank = 1
