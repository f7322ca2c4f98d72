-- What there is in the warehouse, with what information_schema lacks: the rows of each table, and its bytes.
-- For a source table these are the newest content's rows and the bytes of its log; a view has no rows of its own.
CREATE TABLE IF NOT EXISTS meta.tables (
    table_schema VARCHAR,
    table_name VARCHAR,
    kind VARCHAR,
    row_count BIGINT,
    size_bytes BIGINT
)
