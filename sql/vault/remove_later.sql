-- Take out the rows of a hub or link for which an earlier load has turned up.
-- takes: relation, arriving (rows of the same shape), hash_key, order (what decides which row is first)
DELETE FROM {{ relation }} AS h
USING {{ arriving }} AS a
WHERE h.{{ hash_key | name }} = a.{{ hash_key | name }}
    AND ({{ order | names('a') }}) < ({{ order | names('h') }})
