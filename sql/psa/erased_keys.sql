-- A place for keys to erase, or for values that refer to them: each a list of canonical texts.
-- takes: relation
CREATE OR REPLACE TEMP TABLE {{ relation | name }} (
    _position INTEGER DEFAULT 0,
    key VARCHAR[]
)
