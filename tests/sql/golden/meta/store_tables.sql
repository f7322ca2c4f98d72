CREATE TABLE IF NOT EXISTS _store.tables (
    source_table VARCHAR PRIMARY KEY,
    log_number INTEGER,
    epoch BIGINT,
    contract VARCHAR,
    log_key VARCHAR,
    current_definition VARCHAR,
    current_epoch BIGINT,
    current_loads BIGINT
)
