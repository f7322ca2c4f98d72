-- How many events of one kind a file of changes has.
-- takes: path, operation
SELECT count(*)
FROM read_parquet({{ path | literal }}, hive_partitioning = false)
WHERE _op = {{ operation | literal }}
