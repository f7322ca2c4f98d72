-- At most so many of the rows that break a check.
-- takes: failing (a SELECT), limit
SELECT *
FROM ({{ failing }})
LIMIT {{ limit }}
