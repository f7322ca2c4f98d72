SELECT *
FROM (
    SELECT
        source_table,
        load_date,
        load_seq,
        CAST(load_id AS VARCHAR) AS load_id,
        CASE WHEN pruned_at IS NULL THEN status ELSE 'pruned' END AS status,
        reasons,
        notes,
        source_file,
        source_bytes,
        bytes_stored,
        rows_read,
        rows_new,
        rows_changed,
        rows_unchanged,
        rows_deleted,
        rows_duplicate,
        rows_rejected,
        rows_removed,
        row_count,
        slice
    FROM meta.loads
    ORDER BY load_date DESC, load_seq DESC, source_table, slice
    LIMIT 5000
)
ORDER BY load_date, load_seq, source_table, slice
