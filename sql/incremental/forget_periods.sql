-- Take out the rows of some periods.
-- takes: relation, column, grain, periods
DELETE FROM {{ relation }} AS r
USING {{ periods }} AS p
WHERE date_trunc({{ grain | literal }}, CAST(r.{{ column | name }} AS TIMESTAMP)) IS NOT DISTINCT FROM p.period
