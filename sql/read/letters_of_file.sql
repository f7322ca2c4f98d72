-- The rejected rows in one file of the log.
-- takes: path
SELECT
    letter,
    line,
    source_file,
    column_name,
    reason,
    raw,
    given,
    key
FROM read_parquet({{ path | literal }}, hive_partitioning = false)
ORDER BY letter
