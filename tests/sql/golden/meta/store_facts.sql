CREATE TABLE IF NOT EXISTS _store.facts (
    name VARCHAR PRIMARY KEY,
    value VARCHAR
)
