-- The path of a load's file: in the log, or in an archive, where the ledger has the whole path.
-- takes: folder (of the table's log)
CASE WHEN starts_with(l.changes_file, '/') THEN l.changes_file ELSE {{ folder | literal }} || l.changes_file END
