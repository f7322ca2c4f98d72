CREATE OR REPLACE VIEW meta.load_statistics AS
SELECT
    source_table,
    load_date,
    load_seq,
    load_id,
    row_count AS records,
    row_count AS distinct_keys,
    CAST(NULL AS VARCHAR) AS min_key,
    CAST(NULL AS VARCHAR) AS max_key
FROM meta.loads
WHERE status = 'accepted' AND pruned_at IS NULL AND row_count = 0
UNION ALL
SELECT
    'crm.customers' AS source_table,
    load_date,
    load_seq,
    load_id,
    count(*) AS records,
    count(DISTINCT "id") AS distinct_keys,
    CAST(min("id") AS VARCHAR) AS min_key,
    CAST(max("id") AS VARCHAR) AS max_key
FROM "psa"."crm__customers__loads"
GROUP BY load_date, load_seq, load_id
UNION ALL
SELECT
    'crm.orders' AS source_table,
    load_date,
    load_seq,
    load_id,
    count(*) AS records,
    count(DISTINCT ("shop", "number")) AS distinct_keys,
    CAST(min(("shop", "number")) AS VARCHAR) AS min_key,
    CAST(max(("shop", "number")) AS VARCHAR) AS max_key
FROM "psa"."crm__orders__loads"
GROUP BY load_date, load_seq, load_id
UNION ALL
SELECT
    'crm.notes' AS source_table,
    load_date,
    load_seq,
    load_id,
    count(*) AS records,
    count(DISTINCT _row_hash) AS distinct_keys,
    CAST(NULL AS VARCHAR) AS min_key,
    CAST(NULL AS VARCHAR) AS max_key
FROM "psa"."crm__notes__loads"
GROUP BY load_date, load_seq, load_id
UNION ALL
SELECT
    'crm.phones' AS source_table,
    load_date,
    load_seq,
    load_id,
    count(*) AS records,
    count(DISTINCT ("id", "kind")) AS distinct_keys,
    CAST(min(("id", "kind")) AS VARCHAR) AS min_key,
    CAST(max(("id", "kind")) AS VARCHAR) AS max_key
FROM "psa"."crm__phones__loads"
GROUP BY load_date, load_seq, load_id
UNION ALL
SELECT
    'crm.kinds' AS source_table,
    load_date,
    load_seq,
    load_id,
    count(*) AS records,
    count(DISTINCT "code") AS distinct_keys,
    CAST(min("code") AS VARCHAR) AS min_key,
    CAST(max("code") AS VARCHAR) AS max_key
FROM "psa"."crm__kinds__loads"
GROUP BY load_date, load_seq, load_id
UNION ALL
SELECT
    'crm.friends' AS source_table,
    load_date,
    load_seq,
    load_id,
    count(*) AS records,
    count(DISTINCT ("id", "friend")) AS distinct_keys,
    CAST(min(("id", "friend")) AS VARCHAR) AS min_key,
    CAST(max(("id", "friend")) AS VARCHAR) AS max_key
FROM "psa"."crm__friends__loads"
GROUP BY load_date, load_seq, load_id
UNION ALL
SELECT
    'crm.members' AS source_table,
    load_date,
    load_seq,
    load_id,
    count(*) AS records,
    count(DISTINCT "id") AS distinct_keys,
    CAST(min("id") AS VARCHAR) AS min_key,
    CAST(max("id") AS VARCHAR) AS max_key
FROM "psa"."crm__members__loads"
GROUP BY load_date, load_seq, load_id
