-- The states that events make: of each key and load date the last one, with the moment it begins.
-- takes: events (a SELECT), key, columns, tracked (a hash of what opens a version), moment (where a state begins),
--        counts (which states count)
WITH ranked AS (
    SELECT
        {{ columns | names }},
        load_date,
        load_id,
        _op = 'delete' AS _is_gone,
        row_number() OVER (
            PARTITION BY {{ key | names }}, load_date
            ORDER BY load_seq DESC
        ) AS _rank
    FROM ({{ events }})
)
SELECT
    {{ columns | names }},
    CASE WHEN NOT _is_gone THEN {{ tracked }} END AS _tracked,
    CASE WHEN NOT _is_gone THEN {{ moment }} END AS _moment,
    load_date,
    load_id,
    _is_gone
FROM ranked
WHERE _rank = 1 AND {{ counts }}
