-- Take out what a table holds of some keys.
-- takes: relation, keys, key
DELETE FROM {{ relation }} AS r
USING (
    SELECT DISTINCT {{ key | names }}
    FROM {{ keys }}
) AS k
WHERE {{ key | same('r', 'k') }}
