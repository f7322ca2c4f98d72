UPDATE meta.loads
SET
    rows_new = ?,
    rows_changed = ?,
    rows_unchanged = ?,
    rows_deleted = ?,
    rows_duplicate = ?,
    rows_rejected = ?,
    rows_removed = ?,
    rows_erased = ?,
    row_count = ?,
    fingerprint_high = ?,
    fingerprint_low = ?
WHERE source_table = ? AND load_id = ?
