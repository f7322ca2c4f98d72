-- The rows of a SELECT, each once.
-- takes: select, columns
SELECT DISTINCT {{ columns | names }}
FROM ({{ select }})
