-- Stored values of a column that would have another canonical text under another type.
-- takes: files (a list of paths), schema (the column with its type), before, after (expressions)
SELECT count(*)
FROM read_parquet([{{ files | literals }}], schema = {{ schema | parquet_schema }}, hive_partitioning = false)
WHERE {{ before }} IS DISTINCT FROM {{ after }}
