-- How many rows the loads of a table or slice have stored since the last full copy: a keyframe, or the first load.
-- takes: source_table, slice (NULL for a table without slices)
WITH ordered AS (
    SELECT
        rows_stored,
        keyframe_file,
        row_number() OVER (ORDER BY load_date, load_seq) AS _position
    FROM meta.loads
    WHERE source_table = {{ source_table | literal }} AND slice IS NOT DISTINCT FROM {{ slice | literal }}
        AND status = 'accepted'
)
SELECT coalesce(sum(rows_stored), 0)
FROM ordered
WHERE _position > (
    SELECT coalesce(max(_position) FILTER (keyframe_file IS NOT NULL), 1)
    FROM ordered
)
