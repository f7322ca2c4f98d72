CREATE OR REPLACE VIEW "psa"."crm__customers" AS
SELECT
    "id", "city", "name", "phone", "since", "customer_hk", "customer_hashdiff", "_row_hash",
    load_date,
    load_id,
    record_source,
    _source_file,
    _loaded_at,
    (
        SELECT max(l.load_date)
        FROM meta.loads AS l
        WHERE l.source_table = 'crm.customers' AND l.status = 'accepted'
    ) AS _seen_load_date
FROM "_store"."crm__customers"
