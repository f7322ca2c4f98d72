UPDATE meta.loads AS l
SET
    predecessor = r.predecessor,
    row_count = r.row_count,
    fingerprint_high = r.high,
    fingerprint_low = r.low
FROM (
    SELECT
        unnest(CAST(? AS UUID[])) AS load_id,
        unnest(CAST(? AS UUID[])) AS predecessor,
        unnest(CAST(? AS BIGINT[])) AS row_count,
        unnest(CAST(? AS UBIGINT[])) AS high,
        unnest(CAST(? AS UBIGINT[])) AS low
) AS r
WHERE l.source_table = ? AND l.load_id = r.load_id
