SELECT CAST(max_by(newer.load_id, newer.load_seq) AS VARCHAR)
FROM meta.loads AS old
JOIN meta.loads AS newer
    ON newer.source_table = old.source_table
    AND newer.load_date = old.load_date
    AND newer.slice IS NOT DISTINCT FROM old.slice
    AND newer.load_seq > old.load_seq
    AND newer.status = 'accepted'
ANTI JOIN _store.letter_fates AS f ON f.source_table = newer.source_table AND f.mended_by = newer.load_id
WHERE old.source_table = ? AND old.load_id = ? AND old.status = 'accepted'
