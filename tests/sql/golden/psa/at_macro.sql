CREATE OR REPLACE MACRO "psa"."crm__customers__at"(_moment) AS TABLE
WITH events AS (
    SELECT
        "id", "city", "name", "phone", "since", "customer_hk", "customer_hashdiff", "_row_hash",
        load_date,
        load_id,
        record_source,
        _source_file,
        _loaded_at,
        _op,
        row_number() OVER (PARTITION BY "id" ORDER BY load_date DESC, load_seq DESC) AS _rank
    FROM "psa"."crm__customers__changes"
    WHERE load_date <= CAST(_moment AS TIMESTAMP)
)
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
        WHERE
            l.source_table = 'crm.customers'
            AND l.status = 'accepted'
            AND l.load_date <= CAST(_moment AS TIMESTAMP)
    ) AS _seen_load_date
FROM events
WHERE _rank = 1 AND _op <> 'delete'
