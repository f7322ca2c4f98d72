-- The rejected rows of a load go: newer ones take their place, or the load was pruned.
DELETE FROM _store.dead_letters
WHERE source_table = ? AND load_id = ?
