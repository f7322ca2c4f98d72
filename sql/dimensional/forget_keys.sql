-- Take out what a table holds of some keys.
-- takes: relation, keys, key, never_null (whether the key is)
DELETE FROM {{ relation }} AS r
USING (
    SELECT DISTINCT {{ key | names }}
    FROM {{ keys }}
) AS k
WHERE {{ key | agreeing('r', 'k', never_null) }}
