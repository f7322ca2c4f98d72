SELECT "city"
FROM temp.rows_then
GROUP BY "city"
HAVING count(*) > 1
LIMIT 5
