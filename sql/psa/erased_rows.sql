-- Where the rows of erased keys stand.
-- takes: digests (a SELECT of _position and digest), erased (digests)
SELECT _position
FROM ({{ digests }})
WHERE digest IN ({{ erased | literals }})
