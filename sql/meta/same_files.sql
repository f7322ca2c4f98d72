-- Which extracts, by table, path and size, some load was made from: their content may be in the log.
SELECT DISTINCT
    source_table,
    source_file,
    source_bytes
FROM meta.loads
WHERE (source_table, source_file) IN (SELECT (unnest(CAST(? AS VARCHAR[])), unnest(CAST(? AS VARCHAR[]))))
