-- The dimension that keeps one row per key: its last one.
-- takes: relation, open, values (expressions by name), is_version
CREATE OR REPLACE VIEW {{ relation }} AS
SELECT
    {{ values | named }}
FROM {{ open }}
WHERE {{ is_version }}
