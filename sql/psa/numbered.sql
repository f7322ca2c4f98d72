-- A delivery with the position of each row.
-- takes: relation, columns
SELECT
    {{ columns | names }},
    row_number() OVER () AS _position
FROM {{ relation }}
