-- One model as meta.tables shows it: its rows, and the bytes that its tables take in this file.
-- takes: relation, schema, table, kind, parts (SELECTs of meta/table_bytes)
SELECT
    {{ schema | literal }} AS table_schema,
    {{ table | literal }} AS table_name,
    {{ kind | literal }} AS kind,
    (SELECT count(*) FROM {{ relation }}) AS row_count,
    (SELECT CAST(sum(bytes) AS BIGINT) FROM ({{ parts | union_all }})) AS size_bytes
