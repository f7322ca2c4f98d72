-- <reference>__current: the newest row of each code.
-- takes: view, relation, hash_key
CREATE OR REPLACE VIEW {{ view }} AS
SELECT r.*
FROM {{ relation }} AS r
JOIN (
    SELECT
        {{ hash_key | name }},
        max(load_date) AS load_date
    FROM {{ relation }}
    GROUP BY {{ hash_key | name }}
) AS l ON l.{{ hash_key | name }} = r.{{ hash_key | name }} AND l.load_date = r.load_date
