-- All rows of a table in another database.
-- takes: table (quoted in that database's dialect)
SELECT *
FROM {{ table }}
