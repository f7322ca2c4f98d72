CREATE TABLE IF NOT EXISTS meta.check_results (
    run_id VARCHAR,
    check_id VARCHAR,
    name VARCHAR,
    target VARCHAR,
    column_name VARCHAR,
    kind VARCHAR,
    severity VARCHAR,
    outcome VARCHAR,
    failing BIGINT,
    evaluated BIGINT,
    seconds DOUBLE,
    error VARCHAR
)
