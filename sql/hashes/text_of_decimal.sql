-- Canonical text of a DECIMAL with a scale: by value, so without trailing zeros (5.00 is 5).
-- takes: value
rtrim(rtrim(CAST({{ value }} AS VARCHAR), '0'), '.')
