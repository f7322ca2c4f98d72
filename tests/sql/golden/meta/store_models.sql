CREATE TABLE IF NOT EXISTS _store.models (
    model VARCHAR PRIMARY KEY,
    relation_schema VARCHAR,
    relation_name VARCHAR,
    kind VARCHAR,
    definition VARCHAR,
    inputs VARCHAR,
    version BIGINT
)
