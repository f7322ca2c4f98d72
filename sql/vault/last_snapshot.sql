-- The newest snapshot date of a point-in-time table or bridge.
-- takes: relation
SELECT max(snapshot_date)
FROM {{ relation }}
