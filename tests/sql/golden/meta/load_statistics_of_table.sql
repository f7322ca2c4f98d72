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
