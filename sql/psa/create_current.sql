-- The table that holds the newest accepted content.
-- takes: relation, columns (with types)
CREATE OR REPLACE TABLE {{ relation }} (
    {{ columns | typed }}
)
