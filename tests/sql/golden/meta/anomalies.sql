CREATE OR REPLACE VIEW meta.anomalies AS
WITH counted AS (
    SELECT
        source_table,
        load_date,
        load_seq,
        load_id,
        row_count,
        lag(row_count) OVER (PARTITION BY source_table ORDER BY load_date, load_seq) AS rows_before
    FROM meta.loads
    WHERE status = 'accepted'
)
SELECT
    source_table,
    load_date,
    load_seq,
    load_id,
    rows_before,
    row_count,
    round(100.0 * (row_count - rows_before) / nullif(rows_before, 0), 1) AS change_percent,
    100.0 * 0.2 AS threshold_percent
FROM counted
WHERE abs(row_count - rows_before) > rows_before * 0.2
