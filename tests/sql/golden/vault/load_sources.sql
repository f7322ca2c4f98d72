SELECT
    load_date,
    max(record_source) AS record_source
FROM temp.arriving
GROUP BY load_date
