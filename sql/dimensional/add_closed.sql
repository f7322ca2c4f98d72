-- Add the versions that have ended.
-- takes: closed, versions, columns
INSERT INTO {{ closed }}
SELECT
    {{ columns | names }},
    valid_from,
    valid_to,
    load_id
FROM {{ versions }}
WHERE valid_to IS NOT NULL
