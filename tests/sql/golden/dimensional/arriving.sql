SELECT
    "id", "name",
    CASE WHEN NOT _is_gone THEN CAST(unhex(md5(concat_ws('||', 'name=' || CASE
    WHEN contains(CAST("name" AS VARCHAR), '\') OR contains(CAST("name" AS VARCHAR), '|') OR contains(CAST("name" AS VARCHAR), '=')
        THEN replace(replace(replace(CAST("name" AS VARCHAR), '\', '\\'), '|', '\|'), '=', '\=')
    ELSE CAST("name" AS VARCHAR)
END))) AS UUID) END AS _tracked,
    CASE WHEN NOT _is_gone THEN load_date END AS _moment,
    load_date,
    load_id,
    _is_gone
FROM (
    SELECT
        "id", "name",
        load_date,
        load_id,
        _op = 'delete' AS _is_gone
    FROM (SELECT
    "id", "name",
    CASE WHEN _event_op = 'delete' OR NOT ("_passes_1") THEN 'delete' ELSE 'update' END AS _op,
    _event_date AS load_date,
    _event_seq AS load_seq,
    _event_load AS load_id
FROM (SELECT id, UPPER(name) AS name, "_event_op", "_event_date", "_event_seq", "_event_load", COALESCE((phone > 5), FALSE) AS "_passes_1" FROM (
SELECT
    *,
    _op AS "_event_op",
    load_date AS "_event_date",
    load_seq AS "_event_seq",
    load_id AS "_event_load"
FROM (SELECT
    e."id", e."city", e."name", e."phone", e."since", e."customer_hk", e."customer_hashdiff", e."_row_hash",
    e._op,
    l.load_date,
    l.load_seq,
    l.load_id,
    l.record_source
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
FROM read_parquet(['/project/psa/crm/customers/load_date=2026-06-01/3bd12359-95a6-5f12-b0e6-ef6520fc16a7.parquet', '/project/psa/crm/customers/load_date=2026-06-02/a92372a3-9636-5dd9-9ed7-0e9a89377b96.parquet', '/project/psa/crm/customers/load_date=2026-06-03/3ed2798b-5b00-5d98-8253-38a367334e2b-000003.parquet', '/project/psa/crm/customers/load_date=2026-06-04/cfc3e419-8344-58a8-b3c2-b4d391f1c7c6.parquet', '/project/psa/crm/customers/load_date=2026-06-05/bc544c73-17ca-5608-93dd-5a436b6adab6.parquet'], schema = MAP {'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'city': {name: 'city', type: 'VARCHAR', default_value: NULL}, 'name': {name: 'name', type: 'VARCHAR', default_value: NULL}, 'phone': {name: 'phone', type: 'BIGINT', default_value: NULL}, 'since': {name: 'since', type: 'DATE', default_value: NULL}, 'customer_hk': {name: 'customer_hk', type: 'BLOB', default_value: NULL}, 'customer_hashdiff': {name: 'customer_hashdiff', type: 'BLOB', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false)
WHERE _op IN ('insert', 'update', 'delete')) AS e
JOIN meta.loads AS l
    ON l.source_table = 'crm.customers'
    AND l.status = 'accepted'
    AND l.load_date = e._load_date
    AND l.load_seq = e._load_seq
    AND true)
) AS "crm__customers"))
)
WHERE true
