-- How far the file has followed each table's log. `epoch` counts the times its past changed.
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
