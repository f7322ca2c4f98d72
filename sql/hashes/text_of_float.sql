-- Canonical text of a FLOAT or DOUBLE: whole numbers as integers (5.0 is 5, -0 is 0), else shortest round-trip.
-- takes: value
CASE
    WHEN CAST({{ value }} AS DOUBLE) = trunc(CAST({{ value }} AS DOUBLE)) AND abs({{ value }}) < 1e38
        THEN CAST(CAST(CAST({{ value }} AS DOUBLE) AS HUGEINT) AS VARCHAR)
    ELSE CAST(CAST({{ value }} AS DOUBLE) AS VARCHAR)
END
