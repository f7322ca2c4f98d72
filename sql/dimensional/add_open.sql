-- Add the versions that are open.
-- takes: open, versions, columns
INSERT INTO {{ open }}
SELECT
    {{ columns | names }},
    valid_from,
    load_id,
    _tracked
FROM {{ versions }}
WHERE valid_to IS NULL
