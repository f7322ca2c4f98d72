INSERT INTO meta.tables
SELECT
    'psa' AS table_schema,
    'crm__customers' AS table_name,
    'source' AS kind,
    (SELECT count(*) FROM "_store"."crm__customers") AS row_count,
    (
        SELECT CAST(coalesce(sum(bytes_stored + coalesce(keyframe_bytes, 0)), 0) AS BIGINT)
        FROM meta.loads
        WHERE source_table = 'crm.customers'
    ) AS size_bytes
UNION ALL
SELECT
    'psa' AS table_schema,
    'crm__orders' AS table_name,
    'source' AS kind,
    (SELECT count(*) FROM "_store"."crm__orders") AS row_count,
    (
        SELECT CAST(coalesce(sum(bytes_stored + coalesce(keyframe_bytes, 0)), 0) AS BIGINT)
        FROM meta.loads
        WHERE source_table = 'crm.orders'
    ) AS size_bytes
UNION ALL
SELECT
    'psa' AS table_schema,
    'crm__notes' AS table_name,
    'source' AS kind,
    (SELECT count(*) FROM "_store"."crm__notes") AS row_count,
    (
        SELECT CAST(coalesce(sum(bytes_stored + coalesce(keyframe_bytes, 0)), 0) AS BIGINT)
        FROM meta.loads
        WHERE source_table = 'crm.notes'
    ) AS size_bytes
UNION ALL
SELECT
    'psa' AS table_schema,
    'crm__phones' AS table_name,
    'source' AS kind,
    (SELECT count(*) FROM "_store"."crm__phones") AS row_count,
    (
        SELECT CAST(coalesce(sum(bytes_stored + coalesce(keyframe_bytes, 0)), 0) AS BIGINT)
        FROM meta.loads
        WHERE source_table = 'crm.phones'
    ) AS size_bytes
UNION ALL
SELECT
    'psa' AS table_schema,
    'crm__kinds' AS table_name,
    'source' AS kind,
    (SELECT count(*) FROM "_store"."crm__kinds") AS row_count,
    (
        SELECT CAST(coalesce(sum(bytes_stored + coalesce(keyframe_bytes, 0)), 0) AS BIGINT)
        FROM meta.loads
        WHERE source_table = 'crm.kinds'
    ) AS size_bytes
UNION ALL
SELECT
    'psa' AS table_schema,
    'crm__friends' AS table_name,
    'source' AS kind,
    (SELECT count(*) FROM "_store"."crm__friends") AS row_count,
    (
        SELECT CAST(coalesce(sum(bytes_stored + coalesce(keyframe_bytes, 0)), 0) AS BIGINT)
        FROM meta.loads
        WHERE source_table = 'crm.friends'
    ) AS size_bytes
UNION ALL
SELECT
    'psa' AS table_schema,
    'crm__members' AS table_name,
    'source' AS kind,
    (SELECT count(*) FROM "_store"."crm__members") AS row_count,
    (
        SELECT CAST(coalesce(sum(bytes_stored + coalesce(keyframe_bytes, 0)), 0) AS BIGINT)
        FROM meta.loads
        WHERE source_table = 'crm.members'
    ) AS size_bytes
UNION ALL
SELECT
    'marts' AS table_schema,
    'big_cities' AS table_name,
    'view' AS kind,
    CAST(NULL AS BIGINT) AS row_count,
    CAST(0 AS BIGINT) AS size_bytes
UNION ALL
SELECT
    'vault' AS table_schema,
    'bridge_order' AS table_name,
    'bridge' AS kind,
    (SELECT count(*) FROM "vault"."bridge_order") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"vault"."bridge_order"')
WHERE persistent)) AS size_bytes
UNION ALL
SELECT
    'marts' AS table_schema,
    'cities' AS table_name,
    'table' AS kind,
    (SELECT count(*) FROM "marts"."cities") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"marts"."cities"')
WHERE persistent)) AS size_bytes
UNION ALL
SELECT
    'marts' AS table_schema,
    'dim_city' AS table_name,
    'scd2' AS kind,
    (SELECT count(*) FROM "marts"."dim_city") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."marts__dim_city__changes"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."marts__dim_city__closed"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."marts__dim_city__open"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."marts__dim_city__rows"')
WHERE persistent)) AS size_bytes
UNION ALL
SELECT
    'vault' AS table_schema,
    'dim_customer' AS table_name,
    'scd2' AS kind,
    (SELECT count(*) FROM "vault"."dim_customer") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."vault__dim_customer__closed"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."vault__dim_customer__open"')
WHERE persistent)) AS size_bytes
UNION ALL
SELECT
    'vault' AS table_schema,
    'dim_customer_now' AS table_name,
    'scd1' AS kind,
    (SELECT count(*) FROM "vault"."dim_customer_now") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."vault__dim_customer_now__closed"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."vault__dim_customer_now__open"')
WHERE persistent)) AS size_bytes
UNION ALL
SELECT
    'vault' AS table_schema,
    'dim_customer_types' AS table_name,
    'scd2' AS kind,
    (SELECT count(*) FROM "vault"."dim_customer_types") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."vault__dim_customer_types__closed"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."vault__dim_customer_types__open"')
WHERE persistent)) AS size_bytes
UNION ALL
SELECT
    'marts' AS table_schema,
    'dim_named' AS table_name,
    'scd2' AS kind,
    (SELECT count(*) FROM "marts"."dim_named") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."marts__dim_named__changes"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."marts__dim_named__closed"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."marts__dim_named__open"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."marts__dim_named__rows"')
WHERE persistent)) AS size_bytes
UNION ALL
SELECT
    'vault' AS table_schema,
    'eff_order' AS table_name,
    'eff_satellite' AS kind,
    (SELECT count(*) FROM "vault"."eff_order") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."vault__eff_order__latest"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."vault__eff_order__rows"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"vault"."eff_order"')
WHERE persistent)) AS size_bytes
UNION ALL
SELECT
    'marts' AS table_schema,
    'fct_order' AS table_name,
    'incremental' AS kind,
    (SELECT count(*) FROM "marts"."fct_order") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."marts__fct_order__loads"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."marts__fct_order__seen"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"marts"."fct_order"')
WHERE persistent)) AS size_bytes
UNION ALL
SELECT
    'vault' AS table_schema,
    'hub_customer' AS table_name,
    'hub' AS kind,
    (SELECT count(*) FROM "vault"."hub_customer") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"vault"."hub_customer"')
WHERE persistent)) AS size_bytes
UNION ALL
SELECT
    'vault' AS table_schema,
    'hub_order' AS table_name,
    'hub' AS kind,
    (SELECT count(*) FROM "vault"."hub_order") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"vault"."hub_order"')
WHERE persistent)) AS size_bytes
UNION ALL
SELECT
    'vault' AS table_schema,
    'link_customers' AS table_name,
    'link' AS kind,
    (SELECT count(*) FROM "vault"."link_customers") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"vault"."link_customers"')
WHERE persistent)) AS size_bytes
UNION ALL
SELECT
    'vault' AS table_schema,
    'link_order' AS table_name,
    'link' AS kind,
    (SELECT count(*) FROM "vault"."link_order") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"vault"."link_order"')
WHERE persistent)) AS size_bytes
UNION ALL
SELECT
    'vault' AS table_schema,
    'phones_customer' AS table_name,
    'ma_satellite' AS kind,
    (SELECT count(*) FROM "vault"."phones_customer") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."vault__phones_customer__latest"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."vault__phones_customer__rows"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"vault"."phones_customer"')
WHERE persistent)) AS size_bytes
UNION ALL
SELECT
    'vault' AS table_schema,
    'pit_customer' AS table_name,
    'pit' AS kind,
    (SELECT count(*) FROM "vault"."pit_customer") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"vault"."pit_customer"')
WHERE persistent)) AS size_bytes
UNION ALL
SELECT
    'vault' AS table_schema,
    'ref_kind' AS table_name,
    'reference' AS kind,
    (SELECT count(*) FROM "vault"."ref_kind") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."vault__ref_kind__latest"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."vault__ref_kind__rows"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"vault"."ref_kind"')
WHERE persistent)) AS size_bytes
UNION ALL
SELECT
    'main' AS table_schema,
    'regions' AS table_name,
    'seed' AS kind,
    (SELECT count(*) FROM "main"."regions") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"main"."regions"')
WHERE persistent)) AS size_bytes
UNION ALL
SELECT
    'vault' AS table_schema,
    'sat_customer' AS table_name,
    'satellite' AS kind,
    (SELECT count(*) FROM "vault"."sat_customer") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."vault__sat_customer__latest"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"vault"."sat_customer"')
WHERE persistent)) AS size_bytes
UNION ALL
SELECT
    'marts' AS table_schema,
    'seen_order' AS table_name,
    'incremental' AS kind,
    (SELECT count(*) FROM "marts"."seen_order") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"marts"."seen_order"')
WHERE persistent)) AS size_bytes
UNION ALL
SELECT
    'marts' AS table_schema,
    'since_month' AS table_name,
    'incremental' AS kind,
    (SELECT count(*) FROM "marts"."since_month") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."marts__since_month__seen"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"marts"."since_month"')
WHERE persistent)) AS size_bytes
UNION ALL
SELECT
    'vault' AS table_schema,
    'status_customer' AS table_name,
    'status_satellite' AS kind,
    (SELECT count(*) FROM "vault"."status_customer") AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM (SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."vault__status_customer__latest"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"_store"."vault__status_customer__rows"')
WHERE persistent
UNION ALL
SELECT count(DISTINCT block_id) * 262144 AS bytes
FROM pragma_storage_info('"vault"."status_customer"')
WHERE persistent)) AS size_bytes
