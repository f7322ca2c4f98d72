-- Remember the last row of each key that rows were added for.
-- takes: latest, added (rows of the satellite), hash_key, hashdiff
INSERT INTO {{ latest }}
SELECT
    {{ hash_key | name }},
    {{ hashdiff | name }},
    load_date
FROM (
    SELECT
        {{ hash_key | name }},
        {{ hashdiff | name }},
        load_date,
        row_number() OVER (PARTITION BY {{ hash_key | name }} ORDER BY load_date DESC) AS _rank
    FROM {{ added }}
)
WHERE _rank = 1
