CREATE TABLE IF NOT EXISTS _store.checkpoints (
    source_table VARCHAR,
    model VARCHAR,
    definition VARCHAR,
    taken VARCHAR,
    files VARCHAR,
    until VARCHAR
)
