-- The rows of one of meta's statistics over the newest days of its loads.
-- takes: view, source_table (NULL: of all tables), days
SELECT * REPLACE (CAST(load_id AS VARCHAR) AS load_id)
FROM {{ view }}
WHERE ({{ source_table | literal }} IS NULL OR source_table = {{ source_table | literal }})
    AND load_date >= (SELECT max(load_date) FROM meta.loads WHERE status = 'accepted') - to_days({{ days }})
ORDER BY source_table, load_date, load_seq
