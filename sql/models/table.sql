-- A table made from a model's SELECT.
-- takes: relation, select
CREATE OR REPLACE TABLE {{ relation }} AS (
{{ select }}
)
