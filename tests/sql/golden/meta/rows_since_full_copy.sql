WITH ordered AS (
    SELECT
        rows_stored,
        keyframe_file,
        row_number() OVER (ORDER BY load_date, load_seq) AS _position
    FROM meta.loads
    WHERE source_table = 'crm.orders' AND slice IS NOT DISTINCT FROM NULL
        AND status = 'accepted'
)
SELECT coalesce(sum(rows_stored), 0)
FROM ordered
WHERE _position > (
    SELECT coalesce(max(_position) FILTER (keyframe_file IS NOT NULL), 1)
    FROM ordered
)
