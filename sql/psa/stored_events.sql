-- The events in the log's files, in the contract's types.
-- takes: files (a list of paths), schema (columns with stored types), values (expressions by name), operations
SELECT
    {{ values | named }},
    _op,
    _load_date,
    _load_seq
FROM read_parquet([{{ files | literals }}], schema = {{ schema | parquet_schema }}, hive_partitioning = false)
WHERE _op IN ({{ operations | literals }})
