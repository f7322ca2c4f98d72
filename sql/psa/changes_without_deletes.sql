-- Changes of a delivery that deletes nothing, because the key of a rejected row cannot be read.
-- takes: path (of the changes)
SELECT *
FROM read_parquet({{ path | literal }}, hive_partitioning = false)
WHERE _op <> 'delete'
