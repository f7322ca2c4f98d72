-- A delivery as it came, to be kept whole: nothing compared, collapsed or left out.
-- takes: relation, values (expressions by name), load_date, load_seq
SELECT
    {{ values | named }},
    'insert' AS _op,
    {{ load_date | literal }} AS _load_date,
    CAST({{ load_seq }} AS INTEGER) AS _load_seq,
    _position,
    _operation
FROM {{ relation }}
