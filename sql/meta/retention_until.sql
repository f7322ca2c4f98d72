-- Until when a table's retention keeps each load: the day its newest load date must pass; NULL without days.
-- takes: source_table, days (NULL: loads are kept for ever, or by their number)
UPDATE meta.loads
SET retention_until = load_date + to_days({{ days | literal }})
WHERE source_table = {{ source_table | literal }}
    AND retention_until IS DISTINCT FROM load_date + to_days({{ days | literal }})
RETURNING load_id
