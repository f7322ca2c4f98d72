-- What the loads of the newest days held, beside what they changed.
-- takes: source_table (NULL: of all tables), days
WITH statistics AS (
    SELECT *
    FROM meta.load_statistics
    WHERE ({{ source_table | literal }} IS NULL OR source_table = {{ source_table | literal }})
        AND load_date >= (SELECT max(load_date) FROM meta.loads WHERE status = 'accepted') - to_days({{ days }})
)
SELECT
    s.source_table AS "table",
    s.load_date,
    CAST(s.load_id AS VARCHAR) AS load_id,
    s.records,
    s.distinct_keys,
    s.min_key,
    s.max_key,
    l.rows_new AS new,
    l.rows_changed AS changed,
    l.rows_removed AS removed,
    l.bytes_stored,
    l.compression_ratio,
    l.schema_hash,
    l.retention_until
FROM statistics AS s
JOIN meta.loads AS l ON l.source_table = s.source_table AND l.load_id = s.load_id
ORDER BY s.source_table, s.load_date, s.load_seq
