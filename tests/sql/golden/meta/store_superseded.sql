CREATE TABLE IF NOT EXISTS _store.superseded (
    source_table VARCHAR,
    path VARCHAR,
    version BIGINT
)
