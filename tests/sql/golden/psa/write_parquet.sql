COPY (
SELECT
    "shop" AS "shop",
    "number" AS "number",
    "id" AS "id",
    unhex(replace(CAST(_row_hash AS VARCHAR), '-', '')) AS "_row_hash",
    unhex(replace(CAST("order_hk" AS VARCHAR), '-', '')) AS "order_hk",
    'insert' AS _op,
    _load_date,
    _load_seq
FROM (SELECT "shop", "number", "id", "order_hk", "_row_hash", "_load_date", "_load_seq"
FROM (SELECT
    "shop" AS "shop",
    "number" AS "number",
    "id" AS "id",
    CAST("order_hk" AS UUID) AS "order_hk",
    CAST(_row_hash AS UUID) AS "_row_hash",
    _op,
    _load_date,
    _load_seq
FROM read_parquet(['/project/psa/crm/orders/load_date=2026-06-01/668c77f5-f8b2-5238-9fad-d8f1b38540a3.parquet'], schema = MAP {'shop': {name: 'shop', type: 'VARCHAR', default_value: NULL}, 'number': {name: 'number', type: 'BIGINT', default_value: NULL}, 'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'order_hk': {name: 'order_hk', type: 'BLOB', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false)
WHERE _op IN ('insert', 'update', 'delete'))
WHERE _op <> 'delete')
) TO '/project/psa/.incoming/668c77f5-f8b2-5238-9fad-d8f1b38540a3.base.parquet' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE_BYTES '64MB')
