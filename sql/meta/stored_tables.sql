-- The tables of this file that hold a model's rows: its own, and those in `_store` that belong to it.
-- takes: schema, table, model (its name, by which those in `_store` are called)
SELECT
    schema_name,
    table_name
FROM duckdb_tables()
WHERE database_name = current_database()
    AND (
        (schema_name = {{ schema | literal }} AND table_name = {{ table | literal }})
        OR (
            schema_name = '_store'
            AND starts_with(table_name, {{ schema | literal }} || '__' || {{ model | literal }} || '__')
        )
    )
ORDER BY ALL
