-- Which storage classes the columns of a SQLite answer hold, and whether one has integers that a double cannot hold.
-- takes: classes, big (lists of expressions), select
SELECT
    {{ classes }},
    {{ big }}
FROM (
{{ select }}
) AS asked
