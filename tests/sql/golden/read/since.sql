SELECT * REPLACE (CAST(load_id AS VARCHAR) AS load_id)
FROM meta.drift
WHERE ('crm.customers' IS NULL OR source_table = 'crm.customers')
    AND load_date >= (SELECT max(load_date) FROM meta.loads WHERE status = 'accepted') - to_days(30)
ORDER BY source_table, load_date, load_seq
