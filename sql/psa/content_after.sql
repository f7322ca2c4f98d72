-- The content after a staged file of changes.
-- takes: before (a SELECT of the content before), named (a SELECT of the keys it changes), arriving (a SELECT of its
--        rows that are there now), key, columns
SELECT {{ columns | names('b') }}
FROM ({{ before }}) AS b
ANTI JOIN ({{ named }}) AS c ON {{ key | equal('b', 'c') }}
UNION ALL
SELECT {{ columns | names }}
FROM ({{ arriving }})
