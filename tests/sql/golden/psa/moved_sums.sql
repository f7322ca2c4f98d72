SELECT
    _until_date,
    _until_seq,
    count(*) AS keys,
    count(_new_hash) - count(_old_hash) AS rows,
    coalesce(sum(CAST(_new_hash >> 64 AS UBIGINT)), 0) - coalesce(sum(CAST(_old_hash >> 64 AS UBIGINT)), 0) AS high,
    coalesce(sum(CAST(_new_hash & 18446744073709551615 AS UBIGINT)), 0)
        - coalesce(sum(CAST(_old_hash & 18446744073709551615 AS UBIGINT)), 0) AS low
FROM temp.moved_until
GROUP BY _until_date, _until_seq
