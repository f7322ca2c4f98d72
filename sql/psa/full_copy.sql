-- A content in the shape of a file of changes: every row an insert, under the load that last changed it.
-- takes: content (a SELECT), values (expressions by name)
SELECT
    {{ values | named }},
    'insert' AS _op,
    _load_date,
    _load_seq
FROM ({{ content }})
