-- The events of a table of which no accepted load has a file: none.
-- takes: view, columns (with types)
CREATE OR REPLACE VIEW {{ view }} AS
SELECT
    {{ columns | null_columns }}
WHERE false
