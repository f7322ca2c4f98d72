-- The loads of a source table, with what each of them stores, as a model has taken them in.
-- takes: source_table
SELECT
    load_id,
    changes_file
FROM meta.loads
WHERE source_table = {{ source_table | literal }} AND status = 'accepted'
