-- What is written, as the next run compares with it: the version's folder, and each partition in it.
-- takes: partitions, version (a path), definition
SELECT
    {{ version | literal }} AS _version,
    {{ definition | literal }} AS _definition,
    _folder,
    _rows,
    _fingerprint
FROM {{ partitions }}
