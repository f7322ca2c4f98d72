UPDATE meta.loads
SET
    rows_stored = CASE
        WHEN changes_file = 'load_date=2026-01-01/a.parquet' OR (changes_file IS NULL AND 'changes' = 'whole')
            THEN 3
        ELSE rows_stored
    END,
    bytes_stored = CASE
        WHEN changes_file = 'load_date=2026-01-01/a.parquet' OR (changes_file IS NULL AND 'changes' = 'whole')
            THEN 700
        ELSE bytes_stored
    END,
    changes_file = CASE WHEN changes_file = 'load_date=2026-01-01/a.parquet' THEN 'load_date=2026-01-01/a-000004.parquet' ELSE changes_file END,
    keyframe_bytes = CASE WHEN keyframe_file = 'load_date=2026-01-01/a.parquet' THEN 700 ELSE keyframe_bytes END,
    keyframe_file = CASE WHEN keyframe_file = 'load_date=2026-01-01/a.parquet' THEN 'load_date=2026-01-01/a-000004.parquet' ELSE keyframe_file END
WHERE source_table = 'crm.customers' AND load_id = '45f3e61a-0000-5000-8000-000000000000'
