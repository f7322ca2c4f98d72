-- Of each key and load date the last event.
-- takes: events (a SELECT), key (of the source table)
SELECT * EXCLUDE (_rank)
FROM (
    SELECT
        *,
        row_number() OVER (PARTITION BY {{ key | names }}, load_date ORDER BY load_seq DESC) AS _rank
    FROM ({{ events }})
)
WHERE _rank = 1
