UPDATE meta.loads
SET
    bytes_stored = CASE WHEN changes_file = 'load_date=2026-06-01/45f3e61a.parquet' THEN 1024 ELSE bytes_stored END,
    changes_file = CASE WHEN changes_file = 'load_date=2026-06-01/45f3e61a.parquet' THEN 'load_date=2026-06-01/45f3e61a.parquet' ELSE changes_file END,
    keyframe_bytes = CASE WHEN keyframe_file = 'load_date=2026-06-01/45f3e61a.parquet' THEN 1024 ELSE keyframe_bytes END,
    keyframe_file = CASE WHEN keyframe_file = 'load_date=2026-06-01/45f3e61a.parquet' THEN 'load_date=2026-06-01/45f3e61a.parquet' ELSE keyframe_file END
WHERE source_table = 'crm.customers' AND load_id = '45f3e61a-22e9-5403-bb34-a35a587b2184'
