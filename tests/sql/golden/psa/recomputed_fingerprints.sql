WITH hashes AS (
    SELECT
        CAST(NULL AS VARCHAR) AS _slice,
        _load_date,
        _load_seq,
        CASE WHEN _op <> 'delete' THEN CAST(_row_hash AS UHUGEINT) END AS _gained,
        lag(CASE WHEN _op <> 'delete' THEN CAST(_row_hash AS UHUGEINT) END) OVER (
            PARTITION BY "id"
            ORDER BY _load_date, _load_seq
        ) AS _lost
    FROM (SELECT
    "id" AS "id",
    "level" AS "level",
    CAST(_row_hash AS UUID) AS "_row_hash",
    _op,
    _load_date,
    _load_seq
FROM read_parquet(['/project/psa/crm/members/load_date=2026-06-01/701d4aba-7820-5090-9dd0-31ee88e81927-000006.parquet', '/project/psa/crm/members/load_date=2026-06-02/89ab7b93-505d-574d-94e5-58c2226fe88e-000006.parquet', '/project/psa/crm/members/load_date=2026-06-03/df51d573-ba3d-50ce-ac73-991dc5b8c8a8-000003.parquet'], schema = MAP {'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'level': {name: 'level', type: 'VARCHAR', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false)
WHERE _op IN ('insert', 'update', 'delete'))
),
steps AS (
    SELECT
        _slice,
        _load_date,
        _load_seq,
        count(_gained) - count(_lost) AS _rows,
        coalesce(sum(CAST(_gained >> 64 AS UBIGINT)), 0) - coalesce(sum(CAST(_lost >> 64 AS UBIGINT)), 0) AS _high,
        coalesce(sum(CAST(_gained & 18446744073709551615 AS UBIGINT)), 0)
            - coalesce(sum(CAST(_lost & 18446744073709551615 AS UBIGINT)), 0) AS _low
    FROM hashes
    GROUP BY _slice, _load_date, _load_seq
)
SELECT
    _slice,
    _load_date,
    _load_seq,
    CAST(sum(_rows) OVER (PARTITION BY _slice ORDER BY _load_date, _load_seq) AS BIGINT) AS rows,
    sum(_high) OVER (PARTITION BY _slice ORDER BY _load_date, _load_seq) AS high,
    sum(_low) OVER (PARTITION BY _slice ORDER BY _load_date, _load_seq) AS low
FROM steps
ORDER BY _slice, _load_date, _load_seq
