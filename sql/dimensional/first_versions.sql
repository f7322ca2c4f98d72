-- The first versions of an empty dimension whose events are of one load date: each key has one state.
-- takes: open, events (a SELECT, at most one event of a key), columns (to carry), tracked (a hash of what opens a
--        version), moment (where a state begins), outputs (of a version: expressions by name)
INSERT INTO {{ open }}
SELECT
    {{ outputs | named }},
    valid_from,
    load_id,
    _tracked,
    false AS _is_gone,
    true AS _is_first
FROM (
    SELECT
        {{ columns | names }},
        {{ moment }} AS valid_from,
        load_id,
        {{ tracked }} AS _tracked
    FROM ({{ events }})
    WHERE _op <> 'delete'
)
