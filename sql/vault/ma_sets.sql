-- One hash for the whole set of rows of each hash key at each moment.
-- takes: members, load_sources, hash_key, hashdiff, set_hash (of the text `parts`)
SELECT
    m.{{ hash_key | name }},
    {{ set_hash }} AS {{ hashdiff | name }},
    m.load_date,
    s.record_source,
    m._rows
FROM (
    SELECT
        {{ hash_key | name }},
        load_date,
        array_to_string(list_sort(list(CAST(_part AS VARCHAR))), '||') AS parts,
        count(*) AS _rows
    FROM {{ members }}
    GROUP BY {{ hash_key | name }}, load_date
) AS m
JOIN {{ load_sources }} AS s ON s.load_date = m.load_date
