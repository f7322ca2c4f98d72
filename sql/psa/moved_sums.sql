-- What the moved rows add to a content, by the load at which they are again as they were (NULL: none).
-- takes: relation (the moved rows)
SELECT
    _until_date,
    _until_seq,
    count(*) AS keys,
    count(_new_hash) - count(_old_hash) AS rows,
    coalesce(sum(CAST(_new_hash >> 64 AS UBIGINT)), 0) - coalesce(sum(CAST(_old_hash >> 64 AS UBIGINT)), 0) AS high,
    coalesce(sum(CAST(_new_hash & 18446744073709551615 AS UBIGINT)), 0)
        - coalesce(sum(CAST(_old_hash & 18446744073709551615 AS UBIGINT)), 0) AS low
FROM {{ relation }}
GROUP BY _until_date, _until_seq
