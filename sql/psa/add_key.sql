-- Add one key, as a list of canonical texts.
-- takes: relation
INSERT INTO {{ relation | name }} (key)
VALUES (?)
