SELECT
    CAST(load_id AS VARCHAR),
    status,
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
    fingerprint_high,
    fingerprint_low
FROM meta.loads
WHERE source_table = ?
