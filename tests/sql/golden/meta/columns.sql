CREATE OR REPLACE VIEW meta.columns AS
SELECT
    source_table,
    column_name,
    arg_max(column_type, _position) AS column_type,
    min(since_load_date) AS since_load_date,
    max(since_load_date) AS type_since_load_date,
    bool_or(is_declared) AS is_declared,
    arg_max(first_name, _position) AS first_name
FROM (
    SELECT
        *,
        row_number() OVER (PARTITION BY source_table, column_name ORDER BY since_load_date, change) AS _position
    FROM meta.schema_history
)
GROUP BY source_table, column_name
ORDER BY source_table, column_name
