-- Remember the rows that a satellite began with: of each key one, of one load date.
-- takes: latest, relation (the satellite), hash_key, hashdiff, load_date
INSERT INTO {{ latest }}
SELECT
    {{ hash_key | name }},
    {{ hashdiff | name }},
    load_date
FROM {{ relation }}
WHERE load_date = {{ load_date | literal }}
