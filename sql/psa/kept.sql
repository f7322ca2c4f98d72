-- The rows of a delivery that the log keeps whole, in the contract's types.
-- takes: path, schema (columns with stored types), columns
SELECT {{ columns | names }}
FROM read_parquet([{{ path | literal }}], schema = {{ schema | parquet_schema }}, hive_partitioning = false)
