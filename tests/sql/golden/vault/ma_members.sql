SELECT
    d."customer_hk",
    d.load_date,
    s."kind", s."number",
    s._part
FROM (
    SELECT
        "customer_hk",
        _from AS load_date
    FROM temp.spells
    WHERE NOT _is_known
    UNION
    SELECT
        "customer_hk",
        _until AS load_date
    FROM temp.spells
    WHERE _until IS NOT NULL
) AS d
JOIN temp.spells AS s
    ON s."customer_hk" = d."customer_hk"
    AND s._from <= d.load_date
    AND (s._until IS NULL OR d.load_date < s._until)
