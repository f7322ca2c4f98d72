-- The rows of a delivery that the log keeps whole, in the contract's types.
-- takes: path, schema (columns as the file names them, with stored types), values (expressions by name), operations
--        (the rows wanted: `insert` and `delete` those of the delivery, `kept` keys that only its rejected rows had)
SELECT
    {{ values | named }}
FROM read_parquet([{{ path | literal }}], schema = {{ schema | parquet_schema }}, hive_partitioning = false)
WHERE _op IN ({{ operations | literals }})
