CREATE TABLE IF NOT EXISTS _store.dead_letters (
    source_table VARCHAR,
    load_id UUID,
    letter BIGINT,
    line BIGINT,
    source_file VARCHAR,
    column_name VARCHAR,
    reason VARCHAR,
    raw VARCHAR,
    given VARCHAR,
    key VARCHAR[]
)
