-- The columns of an answer, without rows.
-- takes: select
SELECT *
FROM (
{{ select }}
) AS asked
LIMIT 0
