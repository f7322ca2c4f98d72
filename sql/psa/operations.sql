-- The operations of a delivery that the log keeps whole, and how often each stands there.
-- takes: kept (a SELECT)
SELECT
    _operation,
    count(*) AS rows
FROM ({{ kept }})
WHERE _op = 'insert'
GROUP BY _operation
