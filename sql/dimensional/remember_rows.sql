-- Remember the changed rows of a SELECT for the comparison with the next load date.
-- takes: relation, changes, columns
INSERT INTO {{ relation }}
SELECT {{ columns | names }}
FROM {{ changes }}
WHERE _op <> 'delete'
