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
        row_number() OVER (ORDER BY load_date, load_seq) AS _position
    FROM meta.loads
    WHERE source_table = 'crm.customers' AND status = 'accepted'
),
events AS (
    SELECT
        c."id", c."city", c."name", c."phone", c."since", c."customer_hk", c."customer_hashdiff", c."_row_hash",
        c._op,
        l._position AS _from,
        lead(l._position) OVER (PARTITION BY c."id" ORDER BY l._position) AS _until
    FROM "psa"."crm__customers__changes" AS c
    JOIN loads AS l ON l.load_date = c.load_date AND l.load_seq = c.load_seq
)
SELECT
    e."id", e."city", e."name", e."phone", e."since", e."customer_hk", e."customer_hashdiff", e."_row_hash",
    l.load_date,
    l.load_seq,
    l.load_id,
    l.record_source,
    l.source_file AS _source_file,
    l.loaded_at AS _loaded_at
FROM events AS e
JOIN loads AS l ON l._position >= e._from AND (e._until IS NULL OR l._position < e._until)
WHERE e._op <> 'delete' AND l.pruned_at IS NULL
