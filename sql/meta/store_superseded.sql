-- Files of the log that no reading uses any more; they go once a newer file has been published.
CREATE TABLE IF NOT EXISTS _store.superseded (
    source_table VARCHAR,
    path VARCHAR,
    version BIGINT
)
