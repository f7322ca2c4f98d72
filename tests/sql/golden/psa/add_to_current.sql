INSERT INTO "_store"."crm__members"
SELECT
    e."id", e."level", e."_row_hash",
    e._hash64,
    l.load_date,
    l.load_id,
    l.record_source,
    l.source_file,
    l.loaded_at,
    CAST(NULL AS TIMESTAMP) AS _confirmed
FROM (
    SELECT
        *,
        hash("id", "level") AS _hash64
    FROM (WITH events AS (
    SELECT
    "id" AS "id",
    "level" AS "level",
    CAST(_row_hash AS UUID) AS "_row_hash",
    _op,
    _load_date,
    _load_seq
FROM read_parquet(['/project/psa/crm/members/load_date=2026-06-01/701d4aba-7820-5090-9dd0-31ee88e81927-000006.parquet', '/project/psa/crm/members/load_date=2026-06-02/89ab7b93-505d-574d-94e5-58c2226fe88e-000006.parquet', '/project/psa/crm/members/load_date=2026-06-03/df51d573-ba3d-50ce-ac73-991dc5b8c8a8-000003.parquet'], schema = MAP {'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'level': {name: 'level', type: 'VARCHAR', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false)
WHERE _op IN ('insert', 'update', 'delete')
),
ranked AS (
    SELECT
        "id", "level", "_row_hash", "_load_date", "_load_seq",
        _op,
        row_number() OVER (PARTITION BY "id" ORDER BY _load_date DESC, _load_seq DESC) AS _rank
    FROM events
)
SELECT "id", "level", "_row_hash", "_load_date", "_load_seq"
FROM ranked
WHERE _rank = 1 AND _op <> 'delete')
) AS e
JOIN meta.loads AS l
    ON l.source_table = 'crm.members'
    AND l.status = 'accepted'
    AND l.load_date = e._load_date
    AND l.load_seq = e._load_seq
    AND true
