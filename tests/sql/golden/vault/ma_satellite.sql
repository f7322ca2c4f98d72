SELECT
    m."customer_hk",
    c."phone_hashdiff",
    m."kind", m."number",
    c.load_date,
    c.record_source
FROM temp.members AS m
JOIN temp.added AS c ON c."customer_hk" = m."customer_hk" AND c.load_date = m.load_date
