INSERT INTO meta.query_log
SELECT
    q.query_id,
    q.asked_at,
    q.user_name,
    q.sql,
    q.seconds,
    q.rows_scanned,
    q.bytes_scanned,
    q.models
FROM read_json(
    ['/project/runs/queries/2026-07-01.jsonl'],
    format = 'newline_delimited',
    columns = {
        query_id: 'VARCHAR',
        asked_at: 'TIMESTAMP',
        user_name: 'VARCHAR',
        sql: 'VARCHAR',
        seconds: 'DOUBLE',
        rows_scanned: 'BIGINT',
        bytes_scanned: 'BIGINT',
        models: 'VARCHAR[]'
    }
) AS q
ANTI JOIN meta.query_log AS l ON l.query_id = q.query_id
