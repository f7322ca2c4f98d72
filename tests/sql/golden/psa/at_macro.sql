CREATE OR REPLACE MACRO "psa"."crm__customers__at"(_moment) AS TABLE
WITH events AS MATERIALIZED (
    SELECT
        "id", "city", "name", "phone", "since", "customer_hk", "customer_hashdiff", "_row_hash",
        load_date,
        _op,
        _position
    FROM "_store"."crm__customers__events"
    WHERE load_date <= CAST(_moment AS TIMESTAMP)
        AND regexp_extract(_file, 'load_date=([^/]+)/[^/]+$', 1) <= strftime(CAST(_moment AS TIMESTAMP), '%Y-%m-%d')
),
newest AS (
    SELECT
        "id",
        max(_position) FILTER (_op IN ('insert', 'update', 'delete')) AS _position,
        max(load_date) FILTER (_op = 'seen') AS _confirmed
    FROM events
    GROUP BY "id"
)
SELECT
    e."id", e."city", e."name", e."phone", e."since", e."customer_hk", e."customer_hashdiff", e."_row_hash",
    l.load_date,
    l.load_id,
    l.record_source,
    l.source_file AS _source_file,
    l.loaded_at AS _loaded_at,
    greatest(
        l.load_date,
        n._confirmed,
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
JOIN newest AS n ON e."id" = n."id" AND n._position = e._position
JOIN (SELECT
    *,
    row_number() OVER (ORDER BY load_date, load_seq, slice) AS _position
FROM meta.loads
WHERE source_table = 'crm.customers' AND status = 'accepted') AS l ON l._position = e._position
WHERE e._op IN ('insert', 'update')
