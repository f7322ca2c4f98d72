SELECT beside.source_table, CAST(beside.load_id AS VARCHAR)
FROM meta.loads AS one
JOIN meta.loads AS beside
    ON beside.load_id = one.load_id
    OR (beside.delivery_id = one.delivery_id AND beside.status = one.status AND beside.source_table <> one.source_table)
WHERE one.source_table = ? AND one.load_id = ?
ORDER BY beside.source_table
