CASE
    WHEN suffix(CAST("price" AS VARCHAR), '0')
        THEN rtrim(rtrim(CAST("price" AS VARCHAR), '0'), '.')
    ELSE CAST("price" AS VARCHAR)
END
