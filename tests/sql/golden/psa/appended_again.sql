SELECT d._position
FROM (SELECT "id", hash("id", "city") AS _hash64, _position FROM delivery) AS d
JOIN (SELECT "id", _hash64 FROM _store."crm__people") AS b ON d."id" = b."id"
WHERE d._hash64 <> b._hash64
ORDER BY d._position
