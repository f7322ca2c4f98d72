CASE
    WHEN CAST(_moment AS TIMESTAMP) < TIMESTAMP '2026-06-01 00:00:00' THEN error('The loads of crm.orders up to 2026-06-01 00:00:00 were pruned; its content before that is not known. Ask for 2026-06-01 00:00:00 or later.')
    ELSE CAST(_moment AS TIMESTAMP)
END
