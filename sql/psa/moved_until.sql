-- For each moved row, the first later load that names its key: from there on it is as it was.
-- takes: named (a SELECT of the events of later loads), key, then_date, then_seq (of the snapshot after them, which
--        names every key; NULL: there is none)
SELECT
    m.*,
    coalesce(f._load_date, {{ then_date | literal }}) AS _until_date,
    coalesce(f._load_seq, {{ then_seq | literal }}) AS _until_seq
FROM temp.moved AS m
LEFT JOIN (
    SELECT
        {{ key | names }},
        _load_date,
        _load_seq
    FROM (
        SELECT
            {{ key | names }},
            _load_date,
            _load_seq,
            row_number() OVER (PARTITION BY {{ key | names }} ORDER BY _load_date, _load_seq) AS _rank
        FROM ({{ named }})
    )
    WHERE _rank = 1
) AS f ON {{ key | equal('m', 'f') }}
WHERE m._old_hash IS DISTINCT FROM m._new_hash
