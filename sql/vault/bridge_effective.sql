-- The relations of a link, each while it was in effect.
-- takes: history (of its effectivity satellite), columns
SELECT
    {{ columns | names }},
    start_date AS _from,
    end_date AS _until
FROM {{ history }}
