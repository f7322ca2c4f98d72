-- States of a satellite that do not differ from the one before them.
-- takes: relation, column (the hash key), field (the hashdiff)
SELECT * EXCLUDE (_before)
FROM (
    SELECT
        *,
        lag({{ field | name }}) OVER (PARTITION BY {{ column | name }} ORDER BY load_date) AS _before
    FROM {{ relation }}
)
WHERE {{ field | name }} = _before
