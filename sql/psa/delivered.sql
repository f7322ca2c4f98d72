-- The rows of a delivery with the 64-bit hash that finds unchanged rows.
-- takes: relation (what the rows are read from), columns
SELECT
    {{ columns | names }},
    hash({{ columns | names }}) AS _hash64
FROM {{ relation }}
