INSERT INTO meta.schema_history
SELECT
    ?,
    unnest(?::VARCHAR[]),
    unnest(?::VARCHAR[]),
    unnest(?::VARCHAR[]),
    unnest(?::TIMESTAMP[]),
    unnest(?::UUID[]),
    unnest(?::BOOLEAN[]),
    unnest(?::VARCHAR[])
