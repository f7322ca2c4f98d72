CREATE TABLE IF NOT EXISTS meta.tables (
    table_schema VARCHAR,
    table_name VARCHAR,
    kind VARCHAR,
    row_count BIGINT,
    size_bytes BIGINT
)
