-- What each row of a source was at the end of each load date that touched it.
-- takes: events (a SELECT), key (of the source table), columns, hashes (expressions by name)
SELECT
    {{ columns | names }},
    {{ hashes | named }},
    load_date,
    record_source,
    _op = 'delete' AS _is_gone
FROM (
    SELECT
        *,
        row_number() OVER (PARTITION BY {{ key | names }}, load_date ORDER BY load_seq DESC) AS _rank
    FROM ({{ events }})
)
WHERE _rank = 1
