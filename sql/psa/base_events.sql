-- The content at a horizon as events: every row is inserted by the newest load that was pruned.
-- takes: path, schema (columns with stored types), values (expressions by name), load_date, load_seq (of that load)
SELECT
    {{ values | named }},
    _op,
    {{ load_date | literal }} AS _load_date,
    CAST({{ load_seq }} AS INTEGER) AS _load_seq
FROM read_parquet([{{ path | literal }}], schema = {{ schema | parquet_schema }}, hive_partitioning = false)
WHERE _op = 'insert'
