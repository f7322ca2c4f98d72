CREATE TABLE IF NOT EXISTS _store.erased (
    source_table VARCHAR,
    columns VARCHAR[],
    kinds VARCHAR[],
    digest VARCHAR,
    cause VARCHAR,
    caused_by VARCHAR
)
