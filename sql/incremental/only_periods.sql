-- A relation's rows, narrowed to some periods.
-- takes: relation, of (a column), grain, periods
SELECT r.*
FROM {{ relation }} AS r
SEMI JOIN {{ periods }} AS p
    ON date_trunc({{ grain | literal }}, CAST(r.{{ of | name }} AS TIMESTAMP)) IS NOT DISTINCT FROM p.period
