-- What differs between a SELECT's rows as of a load date and as of the one before, as change events.
-- takes: rows (the SELECT's rows), before (those of the load date before), key, columns, moment, load_id
SELECT
    {{ columns | names }},
    'update' AS _op,
    {{ moment | literal }} AS load_date,
    1 AS load_seq,
    CAST({{ load_id | literal }} AS UUID) AS load_id
FROM (
    SELECT {{ columns | names }}
    FROM {{ rows }}
    EXCEPT
    SELECT {{ columns | names }}
    FROM {{ before }}
)
UNION ALL
SELECT
    {{ columns | names('b') }},
    'delete' AS _op,
    {{ moment | literal }} AS load_date,
    1 AS load_seq,
    CAST({{ load_id | literal }} AS UUID) AS load_id
FROM {{ before }} AS b
ANTI JOIN {{ rows }} AS r ON {{ key | same('b', 'r') }}
