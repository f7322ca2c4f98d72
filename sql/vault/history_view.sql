-- <satellite>__history: each row with the load date at which the next state of its hash key began (NULL: it lasts).
-- takes: view, relation, hash_key
CREATE OR REPLACE VIEW {{ view }} AS
SELECT
    s.*,
    n.load_end_date
FROM {{ relation }} AS s
JOIN (
    SELECT
        {{ hash_key | name }},
        load_date,
        lead(load_date) OVER (PARTITION BY {{ hash_key | name }} ORDER BY load_date) AS load_end_date
    FROM (
        SELECT DISTINCT
            {{ hash_key | name }},
            load_date
        FROM {{ relation }}
    )
) AS n ON n.{{ hash_key | name }} = s.{{ hash_key | name }} AND n.load_date = s.load_date
