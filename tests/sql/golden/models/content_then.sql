SELECT
    c."shop", c."number", c."id", c."order_hk", c."_row_hash",
    l.load_date,
    l.load_id,
    l.record_source,
    l.source_file AS _source_file,
    l.loaded_at AS _loaded_at,
    TIMESTAMP '2026-06-04 00:00:00' AS _seen_load_date
FROM (WITH events AS (
    SELECT
    "shop" AS "shop",
    "number" AS "number",
    "id" AS "id",
    CAST("order_hk" AS UUID) AS "order_hk",
    CAST(_row_hash AS UUID) AS "_row_hash",
    _op,
    _load_date,
    _load_seq
FROM read_parquet(['/project/cold/crm/orders/load_date=2026-06-01/668c77f5-f8b2-5238-9fad-d8f1b38540a3-000006.base.parquet', '/project/cold/crm/orders/load_date=2026-06-03/b760620d-42aa-5885-a5e3-9d0d270f911b.parquet', '/project/cold/crm/orders/load_date=2026-06-04/f017887c-27cc-575a-9692-dc5974b9ddf4.parquet'], schema = MAP {'shop': {name: 'shop', type: 'VARCHAR', default_value: NULL}, 'number': {name: 'number', type: 'BIGINT', default_value: NULL}, 'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'order_hk': {name: 'order_hk', type: 'BLOB', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false)
WHERE _op IN ('insert', 'update', 'delete')
),
ranked AS (
    SELECT
        "shop", "number", "id", "order_hk", "_row_hash", "_load_date", "_load_seq",
        _op,
        row_number() OVER (PARTITION BY "shop", "number" ORDER BY _load_date DESC, _load_seq DESC) AS _rank
    FROM events
)
SELECT "shop", "number", "id", "order_hk", "_row_hash", "_load_date", "_load_seq"
FROM ranked
WHERE _rank = 1 AND _op <> 'delete') AS c
JOIN meta.loads AS l
    ON l.source_table = 'crm.orders'
    AND l.status = 'accepted'
    AND l.load_date = c._load_date
    AND l.load_seq = c._load_seq
    AND true
