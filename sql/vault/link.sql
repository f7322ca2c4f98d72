-- Link: one row per link key, from the first load that showed it (load date, number, record source, spelling).
-- takes: sources (SELECTs of vault/link_source), hash_key, columns (the hubs' keys and what else a row has), order
WITH seen AS (
    {{ sources | union_all }}
),
ranked AS (
    SELECT
        {{ hash_key | name }},
        {{ columns | names }},
        load_date,
        record_source,
        row_number() OVER (
            PARTITION BY {{ hash_key | name }}
            ORDER BY {{ order | names }}
        ) AS _rank
    FROM seen
)
SELECT
    {{ hash_key | name }},
    {{ columns | names }},
    load_date,
    record_source
FROM ranked
WHERE _rank = 1
