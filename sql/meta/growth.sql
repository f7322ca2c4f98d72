-- meta.growth: how the log of each table grew, and what plain copies of every load would have taken.
-- A copy's bytes are reckoned from the stored file that holds the most rows as they were delivered: it compressed best.
CREATE OR REPLACE VIEW meta.growth AS
WITH stored AS (
    SELECT
        source_table,
        load_date,
        load_seq,
        load_id,
        row_count,
        source_bytes,
        rows_stored,
        bytes_stored + coalesce(keyframe_bytes, 0) AS bytes,
        max_by(bytes_stored / rows_stored, rows_stored - rows_removed) FILTER (rows_stored > 0) OVER (
            PARTITION BY source_table
        ) AS _bytes_per_row
    FROM meta.loads
    WHERE status = 'accepted'
),
copied AS (
    SELECT
        *,
        CAST(coalesce(row_count * _bytes_per_row, 0) AS BIGINT) AS copy_bytes
    FROM stored
)
SELECT
    source_table,
    load_date,
    load_seq,
    load_id,
    row_count,
    rows_stored,
    bytes,
    source_bytes,
    copy_bytes,
    CAST(sum(bytes) OVER so_far AS BIGINT) AS total_bytes,
    CAST(sum(source_bytes) OVER so_far AS BIGINT) AS total_source_bytes,
    CAST(sum(copy_bytes) OVER so_far AS BIGINT) AS total_copy_bytes,
    round(sum(source_bytes) OVER so_far / nullif(sum(bytes) OVER so_far, 0), 2) AS compression_ratio,
    round(sum(copy_bytes) OVER so_far / nullif(sum(bytes) OVER so_far, 0), 2) AS copy_ratio
FROM copied
WINDOW so_far AS (PARTITION BY source_table ORDER BY load_date, load_seq)
