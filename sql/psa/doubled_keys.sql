-- Keys under which a delivery has different rows.
-- takes: relation (the delivery, identical rows collapsed), key
SELECT {{ key | names }}
FROM {{ relation }}
GROUP BY {{ key | names }}
HAVING count(*) > 1
ORDER BY {{ key | names }}
