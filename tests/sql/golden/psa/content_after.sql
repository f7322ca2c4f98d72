SELECT b."id", b."city"
FROM (SELECT * FROM content) AS b
ANTI JOIN (SELECT * FROM changes) AS c ON b."id" = c."id"
UNION ALL
SELECT "id", "city"
FROM (SELECT * FROM changes WHERE _op <> 'delete')
