SELECT
    *,
    row_number() OVER (ORDER BY load_date, load_seq, slice) AS _position
FROM meta.loads
WHERE source_table = 'crm.members' AND status = 'accepted'
