-- Questions asked through `warehouse query` and Python, as runs/queries/ records them.
CREATE TABLE IF NOT EXISTS meta.query_log (
    query_id VARCHAR,
    asked_at TIMESTAMP,
    user_name VARCHAR,
    sql VARCHAR,
    seconds DOUBLE,
    rows_scanned BIGINT,
    bytes_scanned BIGINT,
    models VARCHAR[]
)
