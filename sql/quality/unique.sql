-- Rows whose value in the column stands more than once; NULLs do not count.
-- takes: relation, column
SELECT t.*
FROM {{ relation }} AS t
SEMI JOIN (
    SELECT {{ column | name }} AS value
    FROM {{ relation }}
    WHERE {{ column | name }} IS NOT NULL
    GROUP BY ALL
    HAVING count(*) > 1
) AS d ON d.value = t.{{ column | name }}
