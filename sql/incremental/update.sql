-- Update some columns of the rows whose key arrives again.
-- takes: relation, key, columns, rows
UPDATE {{ relation }} AS r
SET {{ columns | assigned('n') }}
FROM {{ rows }} AS n
WHERE {{ key | same('r', 'n') }}
