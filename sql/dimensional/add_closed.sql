-- Add the versions that have ended.
-- takes: closed, versions, columns, is_version (which of them a dimension shows)
INSERT INTO {{ closed }}
SELECT
    {{ columns | names }},
    valid_from,
    valid_to,
    load_id,
    _is_gone,
    _is_first
FROM {{ versions }}
WHERE valid_to IS NOT NULL AND {{ is_version }}
