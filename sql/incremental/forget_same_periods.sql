-- Take out the rows of the periods that arriving rows have.
-- takes: relation, column, grain, rows
DELETE FROM {{ relation }} AS r
USING (
    SELECT DISTINCT date_trunc({{ grain | literal }}, CAST({{ column | name }} AS TIMESTAMP)) AS period
    FROM {{ rows }}
) AS p
WHERE date_trunc({{ grain | literal }}, CAST(r.{{ column | name }} AS TIMESTAMP)) IS NOT DISTINCT FROM p.period
