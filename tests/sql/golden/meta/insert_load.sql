INSERT INTO meta.loads (
    source_table, load_date, load_seq, load_id, status,
    reasons, notes, extract, record_source, source_file,
    source_bytes, source_sha256, loaded_at, predecessor, rows_read,
    rows_new, rows_changed, rows_unchanged, rows_deleted, rows_duplicate,
    rows_rejected, rows_removed, row_count, fingerprint_high, fingerprint_low,
    changes_file, rows_stored, bytes_stored, keyframe_file, keyframe_definition,
    schema_hash, hash_definition, log_number, delivery_id, tags,
    skipped, watermark, slice, rows_erased
) VALUES (
    ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
    ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
    ?, MAP(CAST(? AS VARCHAR[]), CAST(? AS VARCHAR[])), MAP(CAST(? AS VARCHAR[]), CAST(? AS BIGINT[])), ?, ?, ?
)
