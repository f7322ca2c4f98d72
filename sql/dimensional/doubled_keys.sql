-- Keys that several rows of a SELECT have.
-- takes: rows, key
SELECT {{ key | names }}
FROM {{ rows }}
GROUP BY {{ key | names }}
HAVING count(*) > 1
LIMIT 5
