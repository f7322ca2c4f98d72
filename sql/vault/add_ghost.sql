-- A ghost record: its hashes, date and source; NULL in all other columns.
-- takes: relation, columns, values (expressions by name, in the same order)
INSERT INTO {{ relation }} ({{ columns | names }})
SELECT
    {{ values | named }}
