-- A text part of a business key: trimmed of U+0020, upper-cased, '' as NULL, with \, | and a whole ^^ escaped.
-- takes: value
CASE
    WHEN contains({{ value }}, '\') OR contains({{ value }}, '|') OR contains({{ value }}, '^^')
        THEN replace(replace(replace(upper(trim({{ value }}, ' ')), '\', '\\'), '|', '\|'), '^^', '\^^')
    ELSE nullif(upper(trim({{ value }}, ' ')), '')
END
