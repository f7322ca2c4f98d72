CASE
    WHEN contains("code", '\') OR contains("code", '|') OR contains("code", '^^')
        THEN replace(replace(replace(upper(trim("code", ' ')), '\', '\\'), '|', '\|'), '^^', '\^^')
    ELSE nullif(upper(trim("code", ' ')), '')
END
