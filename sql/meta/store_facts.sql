-- Single facts about this file: the version of its content, and the versions last checked and published.
CREATE TABLE IF NOT EXISTS _store.facts (
    name VARCHAR PRIMARY KEY,
    value VARCHAR
)
