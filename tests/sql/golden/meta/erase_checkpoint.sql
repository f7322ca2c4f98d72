UPDATE _store.checkpoints
SET files = replace(files, ?, ?)
WHERE source_table = ?
