CREATE TABLE IF NOT EXISTS meta.model_runs (
    run_id VARCHAR,
    model VARCHAR,
    kind VARCHAR,
    outcome VARCHAR,
    how VARCHAR,
    rows_added BIGINT,
    row_count BIGINT,
    seconds DOUBLE,
    error VARCHAR
)
