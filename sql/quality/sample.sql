-- The first rows that break a check, in the order of their columns.
-- takes: failing (a SELECT), limit
SELECT *
FROM ({{ failing }})
ORDER BY ALL
LIMIT {{ limit }}
