SELECT
    letter,
    line,
    source_file,
    column_name,
    reason,
    raw,
    given,
    CASE WHEN has_key THEN CAST([CAST("key.id" AS VARCHAR)] AS VARCHAR[]) END AS key
FROM read_parquet('/project/psa/.incoming/a.aside.parquet', hive_partitioning = false)
ORDER BY letter
