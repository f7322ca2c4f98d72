-- Forget the last row of each key that has a newer one.
-- takes: latest, added (rows of the satellite), hash_key
DELETE FROM {{ latest }} AS l
USING {{ added }} AS a
WHERE l.{{ hash_key | name }} = a.{{ hash_key | name }}
