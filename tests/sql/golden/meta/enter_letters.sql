INSERT INTO _store.dead_letters
SELECT
    'crm.customers',
    CAST('45f3e61a-0000-5000-8000-000000000000' AS UUID),
    letter,
    line,
    source_file,
    column_name,
    reason,
    raw,
    given,
    key
FROM read_parquet('/project/psa/crm/customers/rejected/load_date=2026-01-01/a.parquet', hive_partitioning = false)
