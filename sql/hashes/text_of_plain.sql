-- Canonical text of a value whose own text is already canonical: VARCHAR, integers, DATE, BOOLEAN.
-- takes: value
CAST({{ value }} AS VARCHAR)
