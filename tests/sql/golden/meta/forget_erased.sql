DELETE FROM _store.erased
WHERE
    source_table = ?
    AND coalesce(cause = ? AND caused_by = ?, digest = ? AND len(columns) = 0)
