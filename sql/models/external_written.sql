-- The rows of some partitions.
-- takes: rows, columns, partitions, agree (the condition that a row is in a partition)
SELECT {{ columns | names("r") }}
FROM {{ rows }} AS r
SEMI JOIN {{ partitions }} AS p ON {{ agree }}
