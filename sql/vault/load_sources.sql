-- The record source of each load date.
-- takes: arriving (last events)
SELECT
    load_date,
    max(record_source) AS record_source
FROM {{ arriving }}
GROUP BY load_date
