CREATE OR REPLACE VIEW "psa"."crm__customers__changes" AS
SELECT
    _op,
    "id", "city", "name", "phone", "since", "customer_hk", "customer_hashdiff", "_row_hash",
    load_date,
    load_seq,
    load_id,
    record_source,
    _source_file,
    _loaded_at
FROM "_store"."crm__customers__events"
WHERE _op IN ('insert', 'update', 'delete')
