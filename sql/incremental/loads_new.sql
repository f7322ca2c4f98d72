-- The loads that a model has not taken in, or that store something else since.
-- takes: taken, source_table
SELECT CAST(l.load_id AS VARCHAR)
FROM meta.loads AS l
ANTI JOIN {{ taken }} AS t
    ON t.load_id = l.load_id
    AND t.changes_file IS NOT DISTINCT FROM l.changes_file
WHERE l.source_table = {{ source_table | literal }} AND l.status = 'accepted'
