-- The newest rejected rows that wait for a person, as the report shows them.
-- takes: limit
SELECT
    letter_id,
    source_table,
    load_date,
    column_name,
    reason,
    line,
    source_file,
    raw,
    count(*) OVER () AS waiting
FROM meta.dead_letters
WHERE status = 'waiting'
ORDER BY load_date DESC, source_table, load_seq, line
LIMIT {{ limit }}
