CREATE OR REPLACE VIEW "psa"."crm__customers" AS
SELECT
    e."id", e."city", e."name", e."phone", e."since", e."customer_hk", e."customer_hashdiff", e."_row_hash",
    e.load_date,
    e.load_id,
    e.record_source,
    e._source_file,
    e._loaded_at,
    greatest(
        e.load_date,
        e._confirmed,
        (
            SELECT max(l.load_date)
            FROM meta.loads AS l
            WHERE
                l.source_table = 'crm.customers'
                AND l.status = 'accepted'
                AND l.extract = 'snapshot'
                AND true
        )
    ) AS _seen_load_date
FROM "_store"."crm__customers" AS e
