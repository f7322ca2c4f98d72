CREATE TABLE IF NOT EXISTS _store.records (
    source_table VARCHAR,
    number BIGINT,
    bytes BIGINT
)
