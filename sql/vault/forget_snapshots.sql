-- Take out the rows of snapshot dates that are kept no longer, or that a change has touched.
-- takes: relation, spine, since (a moment)
DELETE FROM {{ relation }}
WHERE snapshot_date >= {{ since | literal }}
    OR snapshot_date NOT IN (SELECT snapshot_date FROM {{ spine }})
