-- meta.load_statistics: what each accepted load held: records, distinct keys, the smallest and largest key.
-- takes: tables (SELECTs of meta/load_statistics_of_table)
CREATE OR REPLACE VIEW meta.load_statistics AS
SELECT
    source_table,
    load_date,
    load_seq,
    load_id,
    row_count AS records,
    row_count AS distinct_keys,
    CAST(NULL AS VARCHAR) AS min_key,
    CAST(NULL AS VARCHAR) AS max_key
FROM meta.loads
WHERE status = 'accepted' AND pruned_at IS NULL AND row_count = 0
{{ tables | and_all }}
