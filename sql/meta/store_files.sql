-- Extract files seen before, so that a path with the same size and time is not read again.
CREATE TABLE IF NOT EXISTS _store.files (
    source_table VARCHAR,
    path VARCHAR,
    bytes BIGINT,
    modified_ns BIGINT
)
