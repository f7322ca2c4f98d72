-- Put the rows of a checkpoint back into a model's table.
-- takes: relation, columns, path
INSERT INTO {{ relation }} ({{ columns | names }})
SELECT {{ columns | names }}
FROM read_parquet({{ path | literal }}, hive_partitioning = false)
