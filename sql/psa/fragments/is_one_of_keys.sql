-- The condition that a list of texts is one of the keys.
-- takes: key (expression), relation (of keys)
{{ key }} IN (SELECT key FROM {{ relation | name }})
