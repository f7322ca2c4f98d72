CREATE OR REPLACE VIEW "_store"."crm__orders__kept" AS
SELECT
    _op,
    "shop", "number", "id", "order_hk", "_row_hash",
    load_date,
    load_seq,
    load_id,
    record_source,
    _source_file,
    _loaded_at,
    _position,
    _file
FROM "_store"."crm__orders__events"
UNION ALL
SELECT
    e._op,
    e."shop" AS "shop",
    e."number" AS "number",
    e."id" AS "id",
    CAST(e."order_hk" AS UUID) AS "order_hk",
    CAST(e._row_hash AS UUID) AS "_row_hash",
    l.load_date,
    l.load_seq,
    l.load_id,
    l.record_source,
    l.source_file AS _source_file,
    l.loaded_at AS _loaded_at,
    l._position,
    '' AS _file
FROM read_parquet(['/project/cold/crm/orders/load_date=2026-06-01/668c77f5-f8b2-5238-9fad-d8f1b38540a3-000006.base.parquet'], schema = MAP {'shop': {name: 'shop', type: 'VARCHAR', default_value: NULL}, 'number': {name: 'number', type: 'BIGINT', default_value: NULL}, 'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'order_hk': {name: 'order_hk', type: 'BLOB', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false) AS e
JOIN (SELECT
    *,
    row_number() OVER (ORDER BY load_date, load_seq, slice) AS _position
FROM meta.loads
WHERE source_table = 'crm.orders' AND status = 'accepted') AS l
    ON l.load_date = e._load_date
    AND l.load_seq = e._load_seq
    AND true
