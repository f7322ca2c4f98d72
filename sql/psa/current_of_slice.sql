-- The newest accepted content of one slice of a table.
-- takes: view, relation, column (that says which slice a row is of), slice
CREATE OR REPLACE TEMP VIEW {{ view }} AS
SELECT *
FROM {{ relation }}
WHERE {{ column | name }} = {{ slice | literal }}
