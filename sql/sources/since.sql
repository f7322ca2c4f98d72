-- The rows that an answer has from a place of its cursor on; a row without a value would never be found again.
-- takes: select, cursor (quoted), bound (a literal)
SELECT *
FROM (
{{ select }}
) AS asked
WHERE {{ cursor }} >= {{ bound }} OR {{ cursor }} IS NULL
