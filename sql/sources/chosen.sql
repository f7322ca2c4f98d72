-- An answer of another DuckDB file, in types that the log has.
-- takes: columns (expressions), select
SELECT {{ columns }}
FROM (
{{ select }}
) AS asked
