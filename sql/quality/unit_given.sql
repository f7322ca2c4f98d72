-- The rows that a unit test gives in the place of a relation.
-- takes: rows (each in parentheses), columns, condition (false where there are no rows)
SELECT *
FROM (
    VALUES
    {{ rows | listed }}
) AS given ({{ columns | names }})
WHERE {{ condition }}
