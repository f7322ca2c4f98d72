-- The first or last date of a column, as an expression.
-- takes: end (min or max), relation, column
(SELECT CAST({{ end }}({{ column | name }}) AS DATE) FROM {{ relation }})
