-- Forget what is known of tables that have no accepted load.
DELETE FROM _store.tables AS t
WHERE NOT EXISTS (
    SELECT 1
    FROM meta.loads AS l
    WHERE l.source_table = t.source_table AND l.status = 'accepted'
)
