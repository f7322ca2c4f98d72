UPDATE meta.loads
SET retention_until = load_date + to_days(NULL)
WHERE source_table = 'crm.members'
    AND retention_until IS DISTINCT FROM load_date + to_days(NULL)
RETURNING load_id
