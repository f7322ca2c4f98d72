-- Hub: one row per hash key, from the first load that showed it (load date, number, record source).
-- takes: sources (SELECTs of vault/hub_source), hash_key, business_key, zero_key
WITH seen AS (
    {{ sources | union_all }}
),
ranked AS (
    SELECT
        {{ hash_key | name }},
        {{ business_key | names }},
        load_date,
        record_source,
        row_number() OVER (
            PARTITION BY {{ hash_key | name }}
            ORDER BY load_date, load_seq, record_source, {{ business_key | names }}
        ) AS _rank
    FROM seen
    WHERE {{ hash_key | name }} <> {{ zero_key }}
)
SELECT
    {{ hash_key | name }},
    {{ business_key | names }},
    load_date,
    record_source
FROM ranked
WHERE _rank = 1
