SELECT r.*, CAST(date_trunc('month', day) AS DATE) AS "month"
FROM (
SELECT id, day FROM orders
) AS r
