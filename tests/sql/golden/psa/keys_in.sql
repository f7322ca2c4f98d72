SELECT DISTINCT "id"
FROM (SELECT
    "id" AS "id",
    "city" AS "city",
    "name" AS "name",
    "phone" AS "phone",
    "since" AS "since",
    CAST("customer_hk" AS UUID) AS "customer_hk",
    CAST("customer_hashdiff" AS UUID) AS "customer_hashdiff",
    CAST(_row_hash AS UUID) AS "_row_hash",
    _op,
    _load_date,
    _load_seq
FROM read_parquet(['/project/psa/crm/customers/load_date=2026-06-02/a92372a3-9636-5dd9-9ed7-0e9a89377b96.parquet'], schema = MAP {'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'city': {name: 'city', type: 'VARCHAR', default_value: NULL}, 'name': {name: 'name', type: 'VARCHAR', default_value: NULL}, 'phone': {name: 'phone', type: 'BIGINT', default_value: NULL}, 'since': {name: 'since', type: 'DATE', default_value: NULL}, 'customer_hk': {name: 'customer_hk', type: 'BLOB', default_value: NULL}, 'customer_hashdiff': {name: 'customer_hashdiff', type: 'BLOB', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false)
WHERE _op IN ('insert', 'update', 'delete', 'seen', 'miss', 'kept'))
