-- Enter what changed in a table's columns; the lists are of one length.
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
