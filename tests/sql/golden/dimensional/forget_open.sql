DELETE FROM "_store"."vault__dim_customer__open" AS o
USING (
    SELECT "id"
    FROM (SELECT
    e."id", e."city", e."customer_hk", e."customer_hashdiff", e."_row_hash",
    e._op,
    l.load_date,
    l.load_seq,
    l.load_id,
    l.record_source
FROM (SELECT
    "id" AS "id",
    "city" AS "city",
    CAST("customer_hk" AS UUID) AS "customer_hk",
    CAST("customer_hashdiff" AS UUID) AS "customer_hashdiff",
    CAST(_row_hash AS UUID) AS "_row_hash",
    _op,
    _load_date,
    _load_seq
FROM read_parquet(['/project/psa/crm/customers/load_date=2026-06-05/6e14e6aa-5520-548a-8c7f-b4511d6f17fc.parquet'], schema = MAP {'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'city': {name: 'city', type: 'VARCHAR', default_value: NULL}, 'customer_hk': {name: 'customer_hk', type: 'BLOB', default_value: NULL}, 'customer_hashdiff': {name: 'customer_hashdiff', type: 'BLOB', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false)) AS e
JOIN meta.loads AS l
    ON l.source_table = 'crm.customers'
    AND l.status = 'accepted'
    AND l.load_date = e._load_date
    AND l.load_seq = e._load_seq)
) AS e
WHERE o."id" = e."id"
