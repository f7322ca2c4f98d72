-- The states that events make, each with the moment it begins.
-- takes: events (a SELECT, at most one event of a key and load date), columns, tracked (a hash of what opens a
--        version), moment (where a state begins), counts (which states count)
SELECT
    {{ columns | names }},
    CASE WHEN NOT _is_gone THEN {{ tracked }} END AS _tracked,
    CASE WHEN NOT _is_gone THEN {{ moment }} END AS _moment,
    load_date,
    load_id,
    _is_gone
FROM (
    SELECT
        {{ columns | names }},
        load_date,
        load_id,
        _op = 'delete' AS _is_gone
    FROM ({{ events }})
)
WHERE {{ counts }}
