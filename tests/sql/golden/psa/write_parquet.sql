COPY (
WITH stored AS (
    SELECT
    "id" AS "id",
    "level" AS "level",
    CAST(_row_hash AS UUID) AS "_row_hash",
    _op,
    _load_date,
    _load_seq
FROM read_parquet(['/project/psa/crm/members/load_date=2026-06-02/89ab7b93-505d-574d-94e5-58c2226fe88e-000005.parquet'], schema = MAP {'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'level': {name: 'level', type: 'VARCHAR', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false)
WHERE _op IN ('insert', 'update', 'delete', 'seen', 'miss', 'kept')
),
moved AS (
    SELECT *
    FROM temp.moved_until
    WHERE _until_date = TIMESTAMP '2026-06-02 00:00:00' AND _until_seq = 1
),
states AS (
    SELECT
        m."id" AS "id",
    CASE WHEN s._op IN ('insert', 'update') THEN s."level" ELSE m."level" END AS "level",
    CASE WHEN s._op IN ('insert', 'update') THEN s."_row_hash" ELSE m."_row_hash" END AS "_row_hash",
        m._new_hash,
        CASE
            WHEN s._op IN ('insert', 'update') THEN CAST(s._row_hash AS UHUGEINT)
            WHEN s._op IN ('delete', 'miss') THEN NULL
            ELSE m._old_hash
        END AS _own_hash
    FROM moved AS m
    LEFT JOIN stored AS s ON m."id" = s."id"
),
events AS (
    SELECT
        s."id", s."level", s."_row_hash",
        s._op
    FROM stored AS s
    ANTI JOIN moved AS m ON s."id" = m."id"
    UNION ALL
    SELECT
        "id", "level", "_row_hash",
        CASE
            WHEN _own_hash IS NULL AND _new_hash IS NULL THEN 'miss'
            WHEN _own_hash IS NULL THEN 'delete'
            WHEN _new_hash IS NULL THEN 'insert'
            WHEN _own_hash = _new_hash THEN 'seen'
            ELSE 'update'
        END AS _op
    FROM states
)
SELECT
    "id" AS "id",
    CASE WHEN _op IN ('insert', 'update') THEN "level" END AS "level",
    CASE WHEN _op IN ('insert', 'update') THEN unhex(replace(CAST(_row_hash AS VARCHAR), '-', '')) END AS "_row_hash",
    _op,
    TIMESTAMP '2026-06-02 00:00:00' AS _load_date,
    CAST(1 AS INTEGER) AS _load_seq
FROM events
WHERE _op IS NOT NULL
) TO '/project/psa/.incoming/89ab7b93-505d-574d-94e5-58c2226fe88e-000006.parquet' (FORMAT parquet, COMPRESSION zstd)
