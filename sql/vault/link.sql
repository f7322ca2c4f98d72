-- Link: one row per link key, from the first load that showed it (load date, number, record source).
-- takes: sources (SELECTs of vault/link_source), hash_key, hub_keys
WITH seen AS (
    {{ sources | union_all }}
),
ranked AS (
    SELECT
        {{ hash_key | name }},
        {{ hub_keys | names }},
        load_date,
        record_source,
        row_number() OVER (
            PARTITION BY {{ hash_key | name }}
            ORDER BY load_date, load_seq, record_source
        ) AS _rank
    FROM seen
)
SELECT
    {{ hash_key | name }},
    {{ hub_keys | names }},
    load_date,
    record_source
FROM ranked
WHERE _rank = 1
