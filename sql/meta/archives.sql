-- Where the files of a table's loads lie: archive folders, and '' for the log itself.
SELECT DISTINCT CASE WHEN starts_with(changes_file, '/') THEN archived_to ELSE '' END AS folder
FROM meta.loads
WHERE source_table = ? AND status = 'accepted' AND changes_file IS NOT NULL
ORDER BY folder
