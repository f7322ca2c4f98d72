CREATE TABLE IF NOT EXISTS _store.erased (
    source_table VARCHAR,
    digest VARCHAR,
    kinds VARCHAR[]
)
