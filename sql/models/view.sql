-- A view over a model's SELECT.
-- takes: relation, select
CREATE OR REPLACE VIEW {{ relation }} AS (
{{ select }}
)
