-- What each load's own columns infer: a JSON list of [name in the log, type, null where it only fitted].
CREATE TABLE IF NOT EXISTS _store.observed (
    source_table VARCHAR,
    load_id UUID,
    columns VARCHAR
)
