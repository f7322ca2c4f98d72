CREATE OR REPLACE VIEW "psa"."crm__customers__loads" AS
WITH loads AS (
    SELECT
        load_date,
        load_seq,
        load_id,
        record_source,
        source_file,
        loaded_at,
        pruned_at,
        extract,
        slice,
        row_number() OVER (ORDER BY load_date, load_seq, slice) AS _position
    FROM meta.loads
    WHERE source_table = 'crm.customers' AND status = 'accepted'
),
events AS (
    SELECT
        c."id", c."city", c."name", c."phone", c."since", c."customer_hk", c."customer_hashdiff", c."_row_hash",
        c._op,
        l._position,
        l.extract <> 'snapshot' AND c._op IN ('insert', 'update', 'seen') AS _is_named
    FROM "_store"."crm__customers__events" AS c
    JOIN loads AS l ON l.load_id = c.load_id
),
states AS (
    SELECT
        "id", "city", "name", "phone", "since", "customer_hk", "customer_hashdiff", "_row_hash",
        _op,
        _position AS _from,
        lead(_position) OVER (PARTITION BY "id" ORDER BY _position) AS _until
    FROM events
    WHERE _op IN ('insert', 'update', 'delete')
)
SELECT
    e."id", e."city", e."name", e."phone", e."since", e."customer_hk", e."customer_hashdiff", e."_row_hash",
    l.load_date,
    l.load_seq,
    l.load_id,
    l.record_source,
    l.source_file AS _source_file,
    l.loaded_at AS _loaded_at
FROM states AS e
JOIN loads AS l ON l._position >= e._from AND (e._until IS NULL OR l._position < e._until) AND true
WHERE e._op <> 'delete' AND l.extract = 'snapshot' AND l.pruned_at IS NULL
UNION ALL
SELECT
    e."id", e."city", e."name", e."phone", e."since", e."customer_hk", e."customer_hashdiff", e."_row_hash",
    l.load_date,
    l.load_seq,
    l.load_id,
    l.record_source,
    l.source_file AS _source_file,
    l.loaded_at AS _loaded_at
FROM events AS n
JOIN states AS e
    ON n."id" = e."id"
    AND n._position >= e._from
    AND (e._until IS NULL OR n._position < e._until)
JOIN loads AS l ON l._position = n._position
WHERE n._is_named AND e._op <> 'delete' AND l.pruned_at IS NULL
