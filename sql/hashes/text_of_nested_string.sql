-- Canonical text of a string inside a nested value: quoted, so that commas cannot be confused.
-- takes: value
CAST(to_json({{ value }}) AS VARCHAR)
