-- How many versions began.
-- takes: versions, is_version (which of them a dimension shows)
SELECT count(*)
FROM {{ versions }}
WHERE NOT _is_seed AND {{ is_version }}
