-- Remember the source rows that are there after the events.
-- takes: rows, spells, columns
INSERT INTO {{ rows }}
SELECT
    {{ columns | names }},
    _from
FROM {{ spells }}
WHERE _until IS NULL AND NOT _is_known
