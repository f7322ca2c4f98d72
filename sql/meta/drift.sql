-- meta.drift: loads that brought other columns or types than the accepted load before them, and what was noted.
CREATE OR REPLACE VIEW meta.drift AS
WITH compared AS (
    SELECT
        source_table,
        load_date,
        load_seq,
        load_id,
        schema_hash,
        lag(schema_hash) OVER (PARTITION BY source_table ORDER BY load_date, load_seq) AS schema_hash_before,
        notes
    FROM meta.loads
    WHERE status = 'accepted'
)
SELECT
    source_table,
    load_date,
    load_seq,
    load_id,
    schema_hash_before,
    schema_hash,
    notes
FROM compared
WHERE len(notes) > 0 OR schema_hash IS DISTINCT FROM coalesce(schema_hash_before, schema_hash)
