-- A model's rows with the columns that its partitions are made of beside them.
-- takes: select, added (expressions by name)
SELECT r.*{{ added | and_named }}
FROM (
{{ select }}
) AS r
