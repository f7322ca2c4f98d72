-- A model's SELECT with the ephemeral models it reads as common table expressions.
-- takes: ephemerals (name → SELECT), select
WITH {{ ephemerals | ctes }}
SELECT *
FROM (
{{ select }}
)
