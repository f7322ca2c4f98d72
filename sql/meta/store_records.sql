-- The sizes of the commit records that this file has seen, so that an edited one shows.
CREATE TABLE IF NOT EXISTS _store.records (
    source_table VARCHAR,
    number BIGINT,
    bytes BIGINT
)
