UPDATE meta.loads
SET
    pruned_at = coalesce(pruned_at, TIMESTAMP '2026-08-03 00:00:00'),
    changes_file = NULL,
    keyframe_file = NULL,
    keyframe_definition = NULL,
    keyframe_bytes = NULL,
    rows_stored = 0,
    bytes_stored = 0
WHERE source_table = 'crm.orders'
    AND (
        CAST(load_id AS VARCHAR) IN ('668c77f5-f8b2-5238-9fad-d8f1b38540a3')
        OR (pruned_at IS NOT NULL AND list_contains(CAST(['load_date=2026-06-01/668c77f5-f8b2-5238-9fad-d8f1b38540a3.parquet'] AS VARCHAR[]), keyframe_file))
    )
