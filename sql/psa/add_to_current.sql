-- Put rows into the newest content, each with the load that last changed it.
-- takes: relation, content (a SELECT), columns (of the content that stay), hash64 (expression), source_table,
--        of_slice (whether load l is of the slice of row e)
INSERT INTO {{ relation }}
SELECT
    {{ columns | names('e') }},
    e._hash64,
    l.load_date,
    l.load_id,
    l.record_source,
    l.source_file,
    l.loaded_at,
    CAST(NULL AS TIMESTAMP) AS _confirmed
FROM (
    SELECT
        *,
        {{ hash64 }} AS _hash64
    FROM ({{ content }})
) AS e
JOIN meta.loads AS l
    ON l.source_table = {{ source_table | literal }}
    AND l.status = 'accepted'
    AND l.load_date = e._load_date
    AND l.load_seq = e._load_seq
    AND {{ of_slice }}
