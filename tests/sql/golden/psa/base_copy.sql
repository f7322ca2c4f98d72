WITH content AS (
    SELECT "shop", "number", "id", "order_hk", "_row_hash", "_load_date", "_load_seq"
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
WHERE _op <> 'delete'
),
confirmed AS (
    SELECT
        "shop", "number",
        _load_date,
        _load_seq,
        row_number() OVER (PARTITION BY "shop", "number" ORDER BY _load_date DESC, _load_seq DESC) AS _rank
    FROM (SELECT
    CAST(NULL AS VARCHAR) AS "shop",
    CAST(NULL AS BIGINT) AS "number",
    CAST(NULL AS BIGINT) AS "id",
    CAST(NULL AS UUID) AS "order_hk",
    CAST(NULL AS UUID) AS "_row_hash",
    CAST(NULL AS VARCHAR) AS "_op",
    CAST(NULL AS TIMESTAMP) AS "_load_date",
    CAST(NULL AS INTEGER) AS "_load_seq"
WHERE false)
),
final AS (
    SELECT
        "shop", "number", "id", "order_hk", "_row_hash",
        'insert' AS _op,
        _load_date,
        _load_seq
    FROM content
    UNION ALL
    SELECT
        c."shop", c."number", c."id", c."order_hk", c."_row_hash",
        'seen' AS _op,
        s._load_date,
        s._load_seq
    FROM content AS c
    JOIN confirmed AS s ON c."shop" = s."shop" AND c."number" = s."number"
    WHERE s._rank = 1 AND (s._load_date, s._load_seq) > (c._load_date, c._load_seq)
)
SELECT
    "shop" AS "shop",
    "number" AS "number",
    CASE WHEN _op IN ('insert', 'update') THEN "id" END AS "id",
    CASE WHEN _op IN ('insert', 'update') THEN unhex(replace(CAST(_row_hash AS VARCHAR), '-', '')) END AS "_row_hash",
    CASE WHEN _op IN ('insert', 'update') THEN unhex(replace(CAST("order_hk" AS VARCHAR), '-', '')) END AS "order_hk",
    _op,
    _load_date,
    _load_seq
FROM final
