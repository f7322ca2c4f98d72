-- No change events, in the shape that a table's events have.
-- takes: columns (with types, all of the events)
SELECT
    {{ columns | null_columns }}
WHERE false
