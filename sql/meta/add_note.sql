-- What a person should know of a load, said when it was decided on.
UPDATE meta.loads
SET notes = list_append(notes, ?)
WHERE source_table = ? AND load_id = ?
