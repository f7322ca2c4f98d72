-- Canonical text of a timestamp with a zone: its UTC time.
-- takes: value
CAST(timezone('UTC', {{ value }}) AS VARCHAR)
