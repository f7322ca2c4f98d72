-- meta.schema_history: since which accepted load each column of a source table has which type, in load date order.
CREATE TABLE IF NOT EXISTS meta.schema_history (
    source_table VARCHAR,
    column_name VARCHAR,
    column_type VARCHAR,
    change VARCHAR,
    since_load_date TIMESTAMP,
    since_load_id UUID,
    is_declared BOOLEAN,
    first_name VARCHAR
)
