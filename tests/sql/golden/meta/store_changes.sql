CREATE TABLE IF NOT EXISTS _store.changes (
    model VARCHAR,
    version BIGINT,
    since TIMESTAMP
)
