SELECT
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
FROM read_parquet(['/project/psa/crm/customers/load_date=2026-06-01/890bac12-ff0b-5c00-baf3-5831316445cb.parquet', '/project/psa/crm/customers/load_date=2026-06-02/1fd10b65-3fa7-5e8f-b464-6f621cde05ae.parquet', '/project/psa/crm/customers/load_date=2026-06-03/8d900f96-26e9-591c-81d5-37605bfc8ae9-000003.parquet', '/project/psa/crm/customers/load_date=2026-06-04/099e4de8-3a53-525e-96b8-2c1aa06b7a44.parquet', '/project/psa/crm/customers/load_date=2026-06-05/6e14e6aa-5520-548a-8c7f-b4511d6f17fc.parquet'], schema = MAP {'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'city': {name: 'city', type: 'VARCHAR', default_value: NULL}, 'customer_hk': {name: 'customer_hk', type: 'BLOB', default_value: NULL}, 'customer_hashdiff': {name: 'customer_hashdiff', type: 'BLOB', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false)) AS e
JOIN meta.loads AS l
    ON l.source_table = 'crm.customers'
    AND l.status = 'accepted'
    AND l.load_date = e._load_date
    AND l.load_seq = e._load_seq
