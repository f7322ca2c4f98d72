-- The checkpoints whose rows are kept: the pruned table, the model, what it had taken in, and the files.
SELECT
    source_table,
    model,
    taken,
    files
FROM _store.checkpoints
WHERE files IS NOT NULL
ORDER BY source_table, model
