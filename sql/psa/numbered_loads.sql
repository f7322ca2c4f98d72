-- A table's accepted loads, pruned ones too, numbered in the order of history.
-- takes: source_table
SELECT
    *,
    row_number() OVER (ORDER BY load_date, load_seq, slice) AS _position
FROM meta.loads
WHERE source_table = {{ source_table | literal }} AND status = 'accepted'
