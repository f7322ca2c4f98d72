-- How many loads that a model has taken in do not count any more.
-- takes: taken, source_table
SELECT count(*)
FROM {{ taken }} AS t
ANTI JOIN (
    SELECT load_id
    FROM meta.loads
    WHERE source_table = {{ source_table | literal }} AND status = 'accepted'
) AS l ON l.load_id = t.load_id
