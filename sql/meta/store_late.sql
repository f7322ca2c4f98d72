-- The loads that came late, each with the file of its changes, which names the keys that it moved. `epoch` is the one
-- that it began; path is NULL where it changed nothing.
CREATE TABLE IF NOT EXISTS _store.late (
    source_table VARCHAR,
    epoch BIGINT,
    load_date TIMESTAMP,
    path VARCHAR
)
