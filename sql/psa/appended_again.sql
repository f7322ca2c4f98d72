-- Where rows stand in a delivery whose key was appended before with other content.
-- takes: delivered (a SELECT with the key, _hash64 and _position), before (a SELECT with the key and _hash64), key
SELECT d._position
FROM ({{ delivered }}) AS d
JOIN ({{ before }}) AS b ON {{ key | equal('d', 'b') }}
WHERE d._hash64 <> b._hash64
ORDER BY d._position
