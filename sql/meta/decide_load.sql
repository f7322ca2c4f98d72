-- A load whose status a person decided: accepted with its changes, or rejected and kept whole.
UPDATE meta.loads
SET
    status = ?,
    predecessor = ?,
    rows_new = ?,
    rows_changed = ?,
    rows_unchanged = ?,
    rows_deleted = ?,
    rows_duplicate = ?,
    rows_rejected = coalesce(?, rows_rejected),
    rows_removed = ?,
    row_count = ?,
    fingerprint_high = ?,
    fingerprint_low = ?,
    changes_file = ?,
    rows_stored = ?,
    bytes_stored = coalesce(?, bytes_stored),
    keyframe_file = NULL,
    keyframe_definition = NULL,
    keyframe_bytes = NULL,
    hash_definition = ?,
    extract = coalesce(?, extract)
WHERE source_table = ? AND load_id = ?
