-- Add rows to a relation of their shape.
-- takes: relation, rows
INSERT INTO {{ relation }}
SELECT *
FROM {{ rows }}
