-- A load whose predecessor changed: its changes were written anew.
UPDATE meta.loads
SET
    predecessor = ?,
    changes_file = ?,
    rows_stored = ?,
    bytes_stored = ?,
    rows_new = ?,
    rows_changed = ?,
    rows_unchanged = ?,
    rows_deleted = ?,
    rows_duplicate = ?,
    rows_removed = ?
WHERE source_table = ? AND load_id = ?
