-- A later delivery of a load's own load date that counts or may yet count, and is no retry of dead letters.
SELECT
    CAST(newer.load_id AS VARCHAR),
    newer.status
FROM meta.loads AS old
JOIN meta.loads AS newer
    ON newer.source_table = old.source_table
    AND newer.load_date = old.load_date
    AND newer.slice IS NOT DISTINCT FROM old.slice
    AND newer.load_seq > old.load_seq
    AND newer.status IN ('accepted', 'quarantined')
ANTI JOIN _store.letter_fates AS f ON f.source_table = newer.source_table AND f.mended_by = newer.load_id
WHERE old.source_table = ? AND old.load_id = ?
ORDER BY newer.load_seq
LIMIT 1
