SELECT
    schema_name,
    table_name
FROM duckdb_tables()
WHERE database_name = current_database()
    AND (
        (schema_name = 'vault' AND table_name = 'sat_customer')
        OR (
            schema_name = '_store'
            AND starts_with(table_name, 'vault' || '__' || 'sat_customer' || '__')
        )
    )
ORDER BY ALL
