-- A delivery in which identical rows stand once.
-- takes: relation, columns
SELECT DISTINCT {{ columns | names }}
FROM {{ relation }}
