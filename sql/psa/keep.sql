-- Rows that the next statements work on.
-- takes: relation (a temporary name), select
CREATE OR REPLACE TEMP TABLE {{ relation }} AS
{{ select }}
