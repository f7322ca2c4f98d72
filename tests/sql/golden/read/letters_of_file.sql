SELECT
    letter,
    line,
    source_file,
    column_name,
    reason,
    raw,
    given,
    key
FROM read_parquet('/project/psa/crm/customers/rejected/load_date=2026-01-01/a.parquet', hive_partitioning = false)
ORDER BY letter
