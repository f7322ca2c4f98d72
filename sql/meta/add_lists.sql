-- Add many rows in one statement, from a list for each column.
-- takes: relation, values (expressions that unnest the lists); takes the parameters: the lists
INSERT INTO {{ relation }}
SELECT
    {{ values | listed }}
