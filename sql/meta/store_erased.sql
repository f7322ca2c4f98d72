-- The keyed digests of erased keys, with the types they were made under: later deliveries of them are suppressed.
CREATE TABLE IF NOT EXISTS _store.erased (
    source_table VARCHAR,
    digest VARCHAR,
    kinds VARCHAR[]
)
