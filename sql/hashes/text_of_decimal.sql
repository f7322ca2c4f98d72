-- Canonical text of a DECIMAL with a scale: by value, so without trailing zeros (5.00 is 5).
-- takes: value
CASE
    WHEN suffix(CAST({{ value }} AS VARCHAR), '0')
        THEN rtrim(rtrim(CAST({{ value }} AS VARCHAR), '0'), '.')
    ELSE CAST({{ value }} AS VARCHAR)
END
