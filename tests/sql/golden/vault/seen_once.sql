SELECT
    "customers_hk",
    "customer_hk", "friend_hk",
    load_date,
    record_source
FROM (SELECT
    CAST(CASE WHEN coalesce(CAST("id" AS VARCHAR), CAST("friend" AS VARCHAR)) IS NULL THEN unhex('00000000000000000000000000000000') ELSE unhex(md5(coalesce(CAST("id" AS VARCHAR), '^^') || '||' || coalesce(CAST("friend" AS VARCHAR), '^^'))) END AS UUID) AS "customers_hk",
    CAST(CASE WHEN coalesce(CAST("id" AS VARCHAR)) IS NULL THEN unhex('00000000000000000000000000000000') ELSE unhex(md5(CAST("id" AS VARCHAR))) END AS UUID) AS "customer_hk",
    CAST(CASE WHEN coalesce(CAST("friend" AS VARCHAR)) IS NULL THEN unhex('00000000000000000000000000000000') ELSE unhex(md5(CAST("friend" AS VARCHAR))) END AS UUID) AS "friend_hk",
    load_date,
    load_seq,
    record_source
FROM (SELECT
    e."id", e."friend", e."_row_hash",
    e._op,
    l.load_date,
    l.load_seq,
    l.load_id,
    l.record_source
FROM (SELECT
    "id" AS "id",
    "friend" AS "friend",
    CAST(_row_hash AS UUID) AS "_row_hash",
    _op,
    _load_date,
    _load_seq
FROM read_parquet(['/project/psa/crm/friends/load_date=2026-06-01/c1b11a5f-6c2d-5abb-9323-8f7f838f2d0d.parquet'], schema = MAP {'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'friend': {name: 'friend', type: 'BIGINT', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false)
WHERE _op IN ('insert', 'update', 'delete')) AS e
JOIN meta.loads AS l
    ON l.source_table = 'crm.friends'
    AND l.status = 'accepted'
    AND l.load_date = e._load_date
    AND l.load_seq = e._load_seq
    AND true)
WHERE _op <> 'delete' AND (true))
