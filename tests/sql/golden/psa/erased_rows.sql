SELECT _position
FROM (FROM digests_of_keys)
WHERE digest IN ('00ff')
