-- The rows of a batch that break one check.
-- takes: failing (a SELECT of them, with _row), column, reason
SELECT
    CAST(_row AS UINTEGER) AS row,
    {{ column | literal }} AS column,
    {{ reason | literal }} AS reason
FROM ({{ failing }})
