-- Add rows by the names of their columns.
-- takes: relation, columns, rows
INSERT INTO {{ relation }} ({{ columns | names }})
SELECT {{ columns | names }}
FROM {{ rows }}
