-- The partitions whose rows are not those of the files that are there.
-- takes: partitions, files (what was written before), kept (folders that are there as they were written)
SELECT p.*
FROM {{ partitions }} AS p
ANTI JOIN {{ files }} AS f
    ON f._folder = p._folder AND f._rows = p._rows AND f._fingerprint = p._fingerprint
    AND f._folder IN ({{ kept | literals }})
