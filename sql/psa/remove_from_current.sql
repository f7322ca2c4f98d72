-- Take the rows that a load replaces or deletes out of the newest content.
-- takes: relation, key, events (a SELECT)
DELETE FROM {{ relation }} AS c
USING (
    SELECT {{ key | names }}
    FROM ({{ events }})
    WHERE _op <> 'insert'
) AS e
WHERE {{ key | equal('c', 'e') }}
