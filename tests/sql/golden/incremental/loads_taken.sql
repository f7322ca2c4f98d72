SELECT
    load_id,
    changes_file
FROM meta.loads
WHERE source_table = 'crm.orders' AND status = 'accepted'
