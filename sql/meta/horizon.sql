-- The newest load date of a table's slice up to which nothing can be delivered or decided any more; NULL before
-- pruning. What a model has taken in of the whole table counts for each slice.
SELECT max(moment)
FROM (
    SELECT max(load_date) AS moment
    FROM meta.loads
    WHERE source_table = ? AND slice IS NOT DISTINCT FROM ? AND pruned_at IS NOT NULL AND status = 'accepted'
    UNION ALL
    SELECT max(CAST(CAST(until AS JSON) AS MAP(VARCHAR, TIMESTAMP))[?]) AS moment
    FROM _store.checkpoints
)
