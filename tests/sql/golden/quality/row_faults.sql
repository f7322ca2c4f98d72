SELECT
    CAST(_row AS UINTEGER) AS row,
    'city' AS column,
    'city breaks not_null' AS reason
FROM (SELECT *
FROM batch
WHERE "city" IS NULL)
