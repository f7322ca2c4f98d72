-- Take out the open versions of the keys that events have touched.
-- takes: open, events (a SELECT), key
DELETE FROM {{ open }} AS o
USING (
    SELECT {{ key | names }}
    FROM ({{ events }})
) AS e
WHERE {{ key | equal('o', 'e') }}
