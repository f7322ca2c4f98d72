CREATE TABLE IF NOT EXISTS _store.files (
    source_table VARCHAR,
    path VARCHAR,
    bytes BIGINT,
    modified_ns BIGINT
)
