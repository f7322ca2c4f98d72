-- What a model makes of given rows, in the columns that a unit test looks at.
-- takes: select, columns
SELECT {{ columns | names }}
FROM (
{{ select }}
) AS made
