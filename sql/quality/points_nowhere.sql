-- Rows of a point-in-time table that point at no row of a satellite.
-- takes: relation, column (the satellite's name), to (the satellite), field (its hash key), pointer_key, pointer_date
SELECT p.*
FROM {{ relation }} AS p
ANTI JOIN {{ to }} AS s ON s.{{ field | name }} = p.{{ pointer_key | name }} AND s.load_date = p.{{ pointer_date | name }}
