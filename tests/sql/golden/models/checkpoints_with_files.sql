SELECT
    source_table,
    model,
    taken,
    files
FROM _store.checkpoints
WHERE files IS NOT NULL
ORDER BY source_table, model
