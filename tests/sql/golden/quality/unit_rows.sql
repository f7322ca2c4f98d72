SELECT "city"
FROM (
SELECT 1 AS id, 'x' AS city
) AS made
