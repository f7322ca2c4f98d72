-- Canonical text of a timestamp without a zone, which counts as UTC: with its digits, without trailing zeros.
-- takes: value
CAST({{ value }} AS VARCHAR)
