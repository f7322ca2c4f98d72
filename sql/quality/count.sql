-- How many rows break a check.
-- takes: failing (a SELECT)
SELECT count(*)
FROM ({{ failing }})
