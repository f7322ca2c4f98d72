-- Keyed digests of which rows are left out of later deliveries: of keys, or of values of other columns (`columns`; none
-- means the key), with the types they were made under. `cause` and `caused_by`: the table and digest of the named key.
CREATE TABLE IF NOT EXISTS _store.erased (
    source_table VARCHAR,
    columns VARCHAR[],
    kinds VARCHAR[],
    digest VARCHAR,
    cause VARCHAR,
    caused_by VARCHAR
)
