CREATE TABLE IF NOT EXISTS meta.runs (
    run_id VARCHAR,
    command VARCHAR,
    started_at TIMESTAMP,
    seconds DOUBLE,
    exit_code INTEGER,
    problems VARCHAR[]
)
