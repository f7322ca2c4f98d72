-- One source table as meta.tables shows it: rows of its newest content, bytes of its log.
-- takes: relation (the content), schema, table, source_table
SELECT
    {{ schema | literal }} AS table_schema,
    {{ table | literal }} AS table_name,
    'source' AS kind,
    (SELECT count(*) FROM {{ relation }}) AS row_count,
    (
        SELECT CAST(coalesce(sum(bytes_stored + coalesce(keyframe_bytes, 0)), 0) AS BIGINT)
        FROM meta.loads
        WHERE source_table = {{ source_table | literal }}
    ) AS size_bytes
