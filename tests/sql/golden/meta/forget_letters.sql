DELETE FROM _store.dead_letters
WHERE source_table = ? AND load_id = ?
