-- The rows of a delivery with the 64-bit hash that finds unchanged rows.
-- takes: relation (what the rows are read from), columns, hash64 (expression)
SELECT
    {{ columns | names }},
    {{ hash64 }} AS _hash64
FROM {{ relation }}
