UPDATE meta.loads
SET
    changes_file = CASE WHEN changes_file = 'load_date=2026-06-01/668c77f5-f8b2-5238-9fad-d8f1b38540a3-000006.base.parquet' THEN '/project/cold/crm/orders/load_date=2026-06-01/668c77f5-f8b2-5238-9fad-d8f1b38540a3-000006.base.parquet' ELSE changes_file END,
    keyframe_file = CASE WHEN keyframe_file = 'load_date=2026-06-01/668c77f5-f8b2-5238-9fad-d8f1b38540a3-000006.base.parquet' THEN '/project/cold/crm/orders/load_date=2026-06-01/668c77f5-f8b2-5238-9fad-d8f1b38540a3-000006.base.parquet' ELSE keyframe_file END,
    archived_to = '/project/cold'
WHERE source_table = 'crm.orders' AND load_id = '668c77f5-f8b2-5238-9fad-d8f1b38540a3'
