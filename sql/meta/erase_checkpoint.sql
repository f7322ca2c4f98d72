-- A file of a model's kept rows that was written anew: the path before, the path after (as in JSON), the table.
UPDATE _store.checkpoints
SET files = replace(files, ?, ?)
WHERE source_table = ?
