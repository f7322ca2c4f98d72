SELECT
    CAST(load_id AS VARCHAR),
    load_date,
    load_seq,
    status,
    rows_read,
    rows_duplicate,
    row_count,
    fingerprint_high,
    fingerprint_low,
    changes_file,
    rows_stored,
    keyframe_file,
    keyframe_definition,
    hash_definition,
    pruned_at IS NOT NULL AS is_pruned,
    extract,
    slice,
    rows_rejected,
    rows_erased
FROM meta.loads
WHERE source_table = ? AND status = 'accepted' AND (? OR slice IS NOT DISTINCT FROM ?)
ORDER BY load_date DESC, load_seq DESC, log_number DESC
LIMIT 1
