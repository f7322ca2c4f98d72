UPDATE meta.loads
SET notes = list_append(notes, ?)
WHERE source_table = ? AND load_id = ?
