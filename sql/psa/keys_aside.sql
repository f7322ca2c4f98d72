-- The keys of the rows of a delivery that were set aside, where they can be read.
-- takes: path (of the rows set aside), key (expressions by name)
SELECT DISTINCT {{ key | named }}
FROM read_parquet({{ path | literal }}, hive_partitioning = false)
WHERE has_key
