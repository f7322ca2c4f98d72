-- The periods whose rows differ from those that were computed before.
-- takes: before, after (fingerprints of periods)
SELECT DISTINCT coalesce(a.period, b.period) AS period
FROM {{ after }} AS a
FULL JOIN {{ before }} AS b ON a.period IS NOT DISTINCT FROM b.period
WHERE a.row_count IS DISTINCT FROM b.row_count OR a.row_hash IS DISTINCT FROM b.row_hash
