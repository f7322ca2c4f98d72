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
    FROM "_store"."crm__customers__events"
    WHERE load_date <= CAST(_moment AS TIMESTAMP) AND _op IN ('insert', 'update', 'delete')
),
seen AS (
    SELECT
        "id",
        max(load_date) AS _confirmed
    FROM "_store"."crm__customers__events"
    WHERE load_date <= CAST(_moment AS TIMESTAMP) AND _op = 'seen'
    GROUP BY "id"
)
SELECT
    e."id", e."city", e."name", e."phone", e."since", e."customer_hk", e."customer_hashdiff", e."_row_hash",
    e.load_date,
    e.load_id,
    e.record_source,
    e._source_file,
    e._loaded_at,
    greatest(
        e.load_date,
        s._confirmed,
        (
            SELECT max(l.load_date)
            FROM meta.loads AS l
            WHERE
                l.source_table = 'crm.customers'
                AND l.status = 'accepted'
                AND l.extract = 'snapshot'
                AND l.load_date <= CAST(_moment AS TIMESTAMP)
                AND true
        )
    ) AS _seen_load_date
FROM events AS e
LEFT JOIN seen AS s ON e."id" = s."id"
WHERE e._rank = 1 AND e._op <> 'delete'
