CREATE TABLE IF NOT EXISTS _store.observed (
    source_table VARCHAR,
    load_id UUID,
    columns VARCHAR
)
