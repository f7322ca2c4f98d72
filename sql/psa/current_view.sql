-- psa.<source>__<table>: the newest accepted content.
-- takes: view, relation, columns, source_table
CREATE OR REPLACE VIEW {{ view }} AS
SELECT
    {{ columns | names }},
    load_date,
    load_id,
    record_source,
    _source_file,
    _loaded_at,
    (
        SELECT max(l.load_date)
        FROM meta.loads AS l
        WHERE l.source_table = {{ source_table | literal }} AND l.status = 'accepted'
    ) AS _seen_load_date
FROM {{ relation }}
