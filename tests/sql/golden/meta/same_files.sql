SELECT DISTINCT
    source_table,
    source_file,
    source_bytes
FROM meta.loads
WHERE (source_table, source_file) IN (SELECT (unnest(CAST(? AS VARCHAR[])), unnest(CAST(? AS VARCHAR[]))))
