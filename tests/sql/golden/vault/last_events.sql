SELECT
    "shop", "number",
    "order_hk" AS "_driving",
    CAST(CASE WHEN coalesce(CASE
    WHEN contains("shop", '\') OR contains("shop", '|') OR contains("shop", '^^')
        THEN replace(replace(replace(upper(trim("shop", ' ')), '\', '\\'), '|', '\|'), '^^', '\^^')
    ELSE nullif(upper(trim("shop", ' ')), '')
END, CAST("number" AS VARCHAR), CAST("id" AS VARCHAR)) IS NULL THEN unhex('00000000000000000000000000000000') ELSE unhex(md5(coalesce(CASE
    WHEN contains("shop", '\') OR contains("shop", '|') OR contains("shop", '^^')
        THEN replace(replace(replace(upper(trim("shop", ' ')), '\', '\\'), '|', '\|'), '^^', '\^^')
    ELSE nullif(upper(trim("shop", ' ')), '')
END, '^^') || '||' || coalesce(CAST("number" AS VARCHAR), '^^') || '||' || coalesce(CAST("id" AS VARCHAR), '^^'))) END AS UUID) AS "link_hk",
    "order_hk" AS "order_hk",
    CAST(CASE WHEN coalesce(CAST("id" AS VARCHAR)) IS NULL THEN unhex('00000000000000000000000000000000') ELSE unhex(md5(CAST("id" AS VARCHAR))) END AS UUID) AS "customer_hk",
    load_date,
    record_source,
    _op = 'delete' AS _is_gone
FROM (SELECT
    e."shop", e."number", e."id", e."order_hk", e."_row_hash",
    e._op,
    l.load_date,
    l.load_seq,
    l.load_id,
    l.record_source
FROM (SELECT
    "shop" AS "shop",
    "number" AS "number",
    "id" AS "id",
    CAST("order_hk" AS UUID) AS "order_hk",
    CAST(_row_hash AS UUID) AS "_row_hash",
    _op,
    _load_date,
    _load_seq
FROM read_parquet(['/project/cold/crm/orders/load_date=2026-06-03/b760620d-42aa-5885-a5e3-9d0d270f911b.parquet', '/project/cold/crm/orders/load_date=2026-06-04/f017887c-27cc-575a-9692-dc5974b9ddf4.parquet', '/project/psa/crm/orders/load_date=2026-06-05/3c81ac45-e0a7-5344-b38d-e01ec4c813df.parquet'], schema = MAP {'shop': {name: 'shop', type: 'VARCHAR', default_value: NULL}, 'number': {name: 'number', type: 'BIGINT', default_value: NULL}, 'id': {name: 'id', type: 'BIGINT', default_value: NULL}, 'order_hk': {name: 'order_hk', type: 'BLOB', default_value: NULL}, '_row_hash': {name: '_row_hash', type: 'BLOB', default_value: NULL}, '_op': {name: '_op', type: 'VARCHAR', default_value: NULL}, '_load_date': {name: '_load_date', type: 'TIMESTAMP', default_value: NULL}, '_load_seq': {name: '_load_seq', type: 'INTEGER', default_value: NULL}}, hive_partitioning = false)
WHERE _op IN ('insert', 'update', 'delete')) AS e
JOIN meta.loads AS l
    ON l.source_table = 'crm.orders'
    AND l.status = 'accepted'
    AND l.load_date = e._load_date
    AND l.load_seq = e._load_seq
    AND true)
