-- The load ledger, newest last.
-- takes: source_table (NULL for all)
SELECT
    source_table,
    load_date,
    load_seq,
    CAST(load_id AS VARCHAR) AS load_id,
    CASE WHEN pruned_at IS NULL THEN status ELSE 'pruned' END AS status,
    array_to_string(reasons, '; ') AS reasons,
    array_to_string(notes, '; ') AS notes,
    rows_read,
    rows_new,
    rows_changed,
    rows_unchanged,
    rows_deleted,
    rows_duplicate,
    rows_rejected,
    rows_removed,
    rows_erased,
    row_count,
    bytes_stored,
    source_file
FROM meta.loads
WHERE source_table = coalesce({{ source_table | literal }}, source_table)
ORDER BY load_date, source_table, load_seq
