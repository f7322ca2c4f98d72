-- The rows of a delivery whose table has no key: the row is the key, and equal rows are told apart by number.
-- takes: relation (what the rows are read from), columns, row_hash (expression)
SELECT
    {{ columns | names }},
    _row_hash,
    row_number() OVER (PARTITION BY _row_hash) AS _occurrence,
    CAST(0 AS UBIGINT) AS _hash64
FROM (
    SELECT
        {{ columns | names }},
        CAST({{ row_hash }} AS UUID) AS _row_hash
    FROM {{ relation }}
)
