-- The dimension, where closed versions show values of the present: those are read from the key's last version.
-- takes: relation, closed, open, key, closed_values and open_values (expressions by name), is_version
CREATE OR REPLACE VIEW {{ relation }} AS
SELECT
    {{ closed_values | named }}
FROM {{ closed }} AS c
JOIN {{ open }} AS o ON {{ key | same('c', 'o') }}
UNION ALL
SELECT
    {{ open_values | named }}
FROM {{ open }} AS o
WHERE {{ is_version }}
