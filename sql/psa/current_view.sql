-- psa.<source>__<table>: the newest accepted content.
-- takes: view, relation, columns, source_table, of_slice (whether load l is of the slice of row e)
CREATE OR REPLACE VIEW {{ view }} AS
SELECT
    {{ columns | names('e') }},
    e.load_date,
    e.load_id,
    e.record_source,
    e._source_file,
    e._loaded_at,
    greatest(
        e.load_date,
        e._confirmed,
        (
            SELECT max(l.load_date)
            FROM meta.loads AS l
            WHERE
                l.source_table = {{ source_table | literal }}
                AND l.status = 'accepted'
                AND l.extract = 'snapshot'
                AND {{ of_slice }}
        )
    ) AS _seen_load_date
FROM {{ relation }} AS e
