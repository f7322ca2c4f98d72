-- The shape of a bridge.
-- takes: hub, columns (the hub's hash key under each column's name)
SELECT
    load_date AS snapshot_date,
    {{ columns | named }}
FROM {{ hub }}
