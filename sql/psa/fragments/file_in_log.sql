-- The path of a load's file in the log.
-- takes: folder (of the table's log)
{{ folder | literal }} || l.changes_file
