-- Enter loads into the ledger. Each parameter is a list: of one column's values, a load each. Of a map come its keys,
-- then its values; halves of a fingerprint come as text, since they may exceed a BIGINT.
INSERT INTO meta.loads (
    source_table, load_date, load_seq, load_id, status,
    reasons, notes, extract, record_source, source_file,
    source_bytes, source_sha256, loaded_at, predecessor, rows_read,
    rows_new, rows_changed, rows_unchanged, rows_deleted, rows_duplicate,
    rows_rejected, rows_removed, row_count, fingerprint_high, fingerprint_low,
    changes_file, rows_stored, bytes_stored, schema_hash, hash_definition,
    log_number, delivery_id, tags, skipped, watermark,
    slice, rows_erased
)
SELECT
    * EXCLUDE (tag_values, skipped_values)
    REPLACE (MAP(tags, tag_values) AS tags, MAP(skipped, skipped_values) AS skipped)
FROM (
    SELECT
        unnest(CAST(? AS VARCHAR[])) AS source_table,
        unnest(CAST(? AS TIMESTAMP[])) AS load_date,
        unnest(CAST(? AS INTEGER[])) AS load_seq,
        unnest(CAST(? AS UUID[])) AS load_id,
        unnest(CAST(? AS VARCHAR[])) AS status,
        unnest(CAST(? AS VARCHAR[][])) AS reasons,
        unnest(CAST(? AS VARCHAR[][])) AS notes,
        unnest(CAST(? AS VARCHAR[])) AS extract,
        unnest(CAST(? AS VARCHAR[])) AS record_source,
        unnest(CAST(? AS VARCHAR[])) AS source_file,
        unnest(CAST(? AS BIGINT[])) AS source_bytes,
        unnest(CAST(? AS VARCHAR[])) AS source_sha256,
        unnest(CAST(? AS TIMESTAMP[])) AS loaded_at,
        unnest(CAST(? AS UUID[])) AS predecessor,
        unnest(CAST(? AS BIGINT[])) AS rows_read,
        unnest(CAST(? AS BIGINT[])) AS rows_new,
        unnest(CAST(? AS BIGINT[])) AS rows_changed,
        unnest(CAST(? AS BIGINT[])) AS rows_unchanged,
        unnest(CAST(? AS BIGINT[])) AS rows_deleted,
        unnest(CAST(? AS BIGINT[])) AS rows_duplicate,
        unnest(CAST(? AS BIGINT[])) AS rows_rejected,
        unnest(CAST(? AS BIGINT[])) AS rows_removed,
        unnest(CAST(? AS BIGINT[])) AS row_count,
        CAST(unnest(CAST(? AS VARCHAR[])) AS UBIGINT) AS fingerprint_high,
        CAST(unnest(CAST(? AS VARCHAR[])) AS UBIGINT) AS fingerprint_low,
        unnest(CAST(? AS VARCHAR[])) AS changes_file,
        unnest(CAST(? AS BIGINT[])) AS rows_stored,
        unnest(CAST(? AS BIGINT[])) AS bytes_stored,
        unnest(CAST(? AS VARCHAR[])) AS schema_hash,
        unnest(CAST(? AS VARCHAR[])) AS hash_definition,
        unnest(CAST(? AS INTEGER[])) AS log_number,
        unnest(CAST(? AS UUID[])) AS delivery_id,
        unnest(CAST(? AS VARCHAR[][])) AS tags,
        unnest(CAST(? AS VARCHAR[][])) AS tag_values,
        unnest(CAST(? AS VARCHAR[][])) AS skipped,
        unnest(CAST(? AS BIGINT[][])) AS skipped_values,
        unnest(CAST(? AS VARCHAR[])) AS watermark,
        unnest(CAST(? AS VARCHAR[])) AS slice,
        unnest(CAST(? AS BIGINT[])) AS rows_erased
)
