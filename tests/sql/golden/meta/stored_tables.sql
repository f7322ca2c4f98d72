SELECT
    schema_name,
    table_name
FROM duckdb_tables()
WHERE database_name = current_database()
    AND (
        (schema_name = 'vault' AND table_name = 'status_customer')
        OR (
            schema_name = '_store'
            AND starts_with(table_name, 'vault' || '__' || 'status_customer' || '__')
        )
    )
ORDER BY ALL
