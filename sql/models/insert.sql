-- Add the rows of a SELECT to a table.
-- takes: relation, select
INSERT INTO {{ relation }}
{{ select }}
