-- Each change of a model that keeps history: from which moment on its rows changed (NULL: from the beginning).
CREATE TABLE IF NOT EXISTS _store.changes (
    model VARCHAR,
    version BIGINT,
    since TIMESTAMP
)
