SELECT
    CAST(load_id AS VARCHAR) AS load_id,
    load_date,
    status,
    reasons,
    rows_read,
    rows_new,
    rows_changed,
    rows_unchanged,
    rows_deleted,
    rows_duplicate,
    rows_rejected,
    rows_removed
FROM meta.loads
WHERE source_table = ? AND load_id = ?
