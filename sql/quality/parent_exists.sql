-- Rows of a link or satellite whose hub or link is not there. The zero key needs none.
-- takes: relation, column, to, field, zero
SELECT r.*
FROM {{ relation }} AS r
ANTI JOIN {{ to }} AS p ON p.{{ field | name }} = r.{{ column | name }}
WHERE r.{{ column | name }} <> {{ zero | literal }}
