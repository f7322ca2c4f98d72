-- Which of some load ids the ledger has, whatever their status, each with the load that has corrected it since, as
-- corrected_by finds it for one.
WITH known AS (
    SELECT *
    FROM meta.loads
    WHERE load_id IN (SELECT unnest(CAST(? AS UUID[])))
),
corrected AS (
    SELECT
        old.load_id,
        max_by(newer.load_id, newer.load_seq) AS newer_id
    FROM known AS old
    JOIN meta.loads AS newer
        ON newer.source_table = old.source_table
        AND newer.load_date = old.load_date
        AND newer.slice IS NOT DISTINCT FROM old.slice
        AND newer.load_seq > old.load_seq
        AND newer.status = 'accepted'
    ANTI JOIN _store.letter_fates AS f ON f.source_table = newer.source_table AND f.mended_by = newer.load_id
    WHERE old.status = 'accepted'
    GROUP BY old.load_id
)
SELECT
    CAST(k.load_id AS VARCHAR),
    CAST(c.newer_id AS VARCHAR)
FROM known AS k
LEFT JOIN corrected AS c ON c.load_id = k.load_id
