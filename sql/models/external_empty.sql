-- A view without rows, for a model that has none.
-- takes: relation, columns (with their types)
CREATE OR REPLACE VIEW {{ relation }} AS (
SELECT
    {{ columns | null_columns }}
WHERE false
)
