SELECT "id"
FROM temp.collapsed
GROUP BY "id"
HAVING count(*) > 1
ORDER BY "id"
