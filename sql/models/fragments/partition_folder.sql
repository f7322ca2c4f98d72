-- The folder of one value, as DuckDB, Spark and Polars name it.
-- takes: column
{{ (column ~ "=") | literal }} || coalesce(url_encode(CAST({{ column | name }} AS VARCHAR)), '__HIVE_DEFAULT_PARTITION__')
