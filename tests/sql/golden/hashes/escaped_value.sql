CASE
    WHEN contains("note", '\') OR contains("note", '|') OR contains("note", '=')
        THEN replace(replace(replace("note", '\', '\\'), '|', '\|'), '=', '\=')
    ELSE "note"
END
