-- Every rejected row with what became of it: waiting, retried, discarded, or the status of a load that does not count.
-- A retry that was rejected itself leaves its rows waiting.
CREATE OR REPLACE VIEW meta.dead_letters AS
SELECT
    left(CAST(d.load_id AS VARCHAR), 8) || '-' || d.letter AS letter_id,
    d.source_table,
    l.load_date,
    l.load_seq,
    d.load_id,
    CASE
        WHEN f.fate = 'discarded' THEN 'discarded'
        WHEN m.status = 'accepted' THEN 'retried'
        WHEN l.status = 'accepted' THEN 'waiting'
        ELSE l.status
    END AS status,
    d.reason,
    d.column_name,
    d.line,
    d.source_file,
    d.raw,
    d.given,
    d.key,
    f.decided_at,
    f.note,
    f.mended_by
FROM _store.dead_letters AS d
JOIN meta.loads AS l ON l.source_table = d.source_table AND l.load_id = d.load_id
LEFT JOIN _store.letter_fates AS f
    ON f.source_table = d.source_table
    AND f.load_id = d.load_id
    AND f.letter = d.letter
LEFT JOIN meta.loads AS m ON m.source_table = f.source_table AND m.load_id = f.mended_by
