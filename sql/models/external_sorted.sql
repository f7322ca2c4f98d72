-- A SELECT in the order of some columns.
-- takes: select, columns
{{ select }}
ORDER BY {{ columns | names }}
