SELECT
    "shop" AS "shop",
    "number" AS "number",
    "id" AS "id",
    CAST("order_hk" AS UUID) AS "order_hk",
    CAST(_row_hash AS UUID) AS "_row_hash",
    _op,
    TIMESTAMP '2026-06-01 00:00:00' AS _load_date,
    CAST(1 AS INTEGER) AS _load_seq
FROM read_parquet(['/project/cold/crm/orders/load_date=2026-06-01/668c77f5-f8b2-5238-9fad-d8f1b38540a3-000006.base.parquet'], schema = MAP {'shop': {name: 'shop', type: 'VARCHAR', default_value: NULL}, 'number': {name: 'number', type: 'BIGINT', default_value: NULL}, 'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'order_hk': {name: 'order_hk', type: 'BLOB', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false)
WHERE _op = 'insert'
