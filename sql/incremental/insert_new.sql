-- Add the rows whose key is not there yet.
-- takes: relation, key, columns, rows
INSERT INTO {{ relation }} ({{ columns | names }})
SELECT {{ columns | names('n') }}
FROM {{ rows }} AS n
ANTI JOIN {{ relation }} AS r ON {{ key | same('n', 'r') }}
