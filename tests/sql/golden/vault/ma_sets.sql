SELECT
    m."customer_hk",
    CAST(unhex(md5(m.parts)) AS UUID) AS "phone_hashdiff",
    m.load_date,
    s.record_source,
    m._rows
FROM (
    SELECT
        "customer_hk",
        load_date,
        array_to_string(list_sort(list(CAST(_part AS VARCHAR))), '||') AS parts,
        count(*) AS _rows
    FROM temp.members
    GROUP BY "customer_hk", load_date
) AS m
JOIN (SELECT
    load_date,
    max(record_source) AS record_source
FROM temp.arriving
GROUP BY load_date) AS s ON s.load_date = m.load_date
