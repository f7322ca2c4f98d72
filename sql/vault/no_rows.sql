-- The shape of the side table that remembers which rows a source holds.
-- takes: last_events (a SELECT of vault/last_events), columns
SELECT
    {{ columns | names }},
    load_date AS _from
FROM ({{ last_events }})
