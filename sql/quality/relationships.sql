-- Rows whose value in the column is not found in the other relation; NULLs do not count.
-- takes: relation, column, to, field
SELECT t.*
FROM {{ relation }} AS t
ANTI JOIN {{ to }} AS o ON o.{{ field | name }} = t.{{ column | name }}
WHERE t.{{ column | name }} IS NOT NULL
