-- The rows of history-keeping models under the horizons of their sources. `files` is a JSON list of
-- [schema, name, path]; NULL when a person let the history of that definition begin at the horizon. `until` is a JSON
-- object: the sources of which the rows hold all loads up to a moment, whatever their slice.
CREATE TABLE IF NOT EXISTS _store.checkpoints (
    source_table VARCHAR,
    model VARCHAR,
    definition VARCHAR,
    taken VARCHAR,
    files VARCHAR,
    until VARCHAR
)
