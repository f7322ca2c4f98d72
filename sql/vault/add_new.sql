-- Add the rows whose hash key a hub or link does not have.
-- takes: relation, arriving (rows of the same shape), hash_key
INSERT INTO {{ relation }}
SELECT a.*
FROM {{ arriving }} AS a
ANTI JOIN {{ relation }} AS h ON h.{{ hash_key | name }} = a.{{ hash_key | name }}
