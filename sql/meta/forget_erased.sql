-- Take in again: of a table, what was left out because of a key of the table `cause`; without cause, one key of its own.
DELETE FROM _store.erased
WHERE
    source_table = ?
    AND coalesce(cause = ? AND caused_by = ?, digest = ? AND len(columns) = 0)
