SELECT
    group_concat(DISTINCT typeof("id")),
    max(typeof("id") = 'integer' AND abs("id" / 2) > 4503599627370496)
FROM (
SELECT *
FROM "customers"
) AS asked
