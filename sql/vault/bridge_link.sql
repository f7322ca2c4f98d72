-- The relations of a link, each since its first load.
-- takes: link, columns
SELECT
    {{ columns | names }},
    load_date AS _from,
    CAST(NULL AS TIMESTAMP) AS _until
FROM {{ link }}
