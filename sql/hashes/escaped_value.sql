-- A text in which \, | and = are escaped with \, so that joined pairs cannot be confused.
-- takes: value
CASE
    WHEN contains({{ value }}, '\') OR contains({{ value }}, '|') OR contains({{ value }}, '=')
        THEN replace(replace(replace({{ value }}, '\', '\\'), '|', '\|'), '=', '\=')
    ELSE {{ value }}
END
