SELECT DISTINCT CASE WHEN starts_with(changes_file, '/') THEN archived_to ELSE '' END AS folder
FROM meta.loads
WHERE source_table = ? AND status = 'accepted' AND changes_file IS NOT NULL
ORDER BY folder
