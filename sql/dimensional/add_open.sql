-- Add the last version of each key; of a key that is gone it is what remembers it.
-- takes: open, versions, columns
INSERT INTO {{ open }}
SELECT
    {{ columns | names }},
    valid_from,
    load_id,
    _tracked,
    _is_gone,
    _is_first
FROM {{ versions }}
WHERE valid_to IS NULL
