-- The end of a version, and where it has none, an expression of the user's own.
-- takes: ends and instead (expressions)
coalesce({{ ends }}, CAST(({{ instead }}) AS TIMESTAMP))
