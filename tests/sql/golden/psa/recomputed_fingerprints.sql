WITH hashes AS (
    SELECT
        _load_date,
        _load_seq,
        CASE WHEN _op <> 'delete' THEN CAST(_row_hash AS UHUGEINT) END AS _gained,
        lag(CASE WHEN _op <> 'delete' THEN CAST(_row_hash AS UHUGEINT) END) OVER (
            PARTITION BY "id", "friend"
            ORDER BY _load_date, _load_seq
        ) AS _lost
    FROM (SELECT
    "id" AS "id",
    "friend" AS "friend",
    CAST(_row_hash AS UUID) AS "_row_hash",
    _op,
    _load_date,
    _load_seq
FROM read_parquet(['/project/psa/crm/friends/load_date=2026-06-01/c1b11a5f-6c2d-5abb-9323-8f7f838f2d0d.parquet'], schema = MAP {'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'friend': {name: 'friend', type: 'BIGINT', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false))
),
steps AS (
    SELECT
        _load_date,
        _load_seq,
        count(_gained) - count(_lost) AS _rows,
        coalesce(sum(CAST(_gained >> 64 AS UBIGINT)), 0) - coalesce(sum(CAST(_lost >> 64 AS UBIGINT)), 0) AS _high,
        coalesce(sum(CAST(_gained & 18446744073709551615 AS UBIGINT)), 0)
            - coalesce(sum(CAST(_lost & 18446744073709551615 AS UBIGINT)), 0) AS _low
    FROM hashes
    GROUP BY _load_date, _load_seq
)
SELECT
    _load_date,
    _load_seq,
    CAST(sum(_rows) OVER (ORDER BY _load_date, _load_seq) AS BIGINT) AS rows,
    sum(_high) OVER (ORDER BY _load_date, _load_seq) AS high,
    sum(_low) OVER (ORDER BY _load_date, _load_seq) AS low
FROM steps
ORDER BY _load_date, _load_seq
