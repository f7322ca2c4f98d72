CREATE TABLE IF NOT EXISTS _store.late (
    source_table VARCHAR,
    epoch BIGINT,
    load_date TIMESTAMP,
    path VARCHAR
)
