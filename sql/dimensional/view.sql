-- The dimension: closed and open versions under one name.
-- takes: relation, closed, open, closed_values and open_values (expressions by name), is_version
CREATE OR REPLACE VIEW {{ relation }} AS
SELECT
    {{ closed_values | named }}
FROM {{ closed }} AS c
UNION ALL
SELECT
    {{ open_values | named }}
FROM {{ open }} AS o
WHERE {{ is_version }}
