SELECT
    source_table AS "table",
    count(*) AS loads,
    max_by(row_count, (load_date, load_seq)) AS rows,
    max(total_bytes) AS bytes,
    max(total_source_bytes) AS source_bytes,
    max(total_copy_bytes) AS copy_bytes,
    max_by(compression_ratio, (load_date, load_seq)) AS compression_ratio,
    max_by(copy_ratio, (load_date, load_seq)) AS copy_ratio
FROM meta.growth
WHERE 'crm.customers' IS NULL OR source_table = 'crm.customers'
GROUP BY source_table
ORDER BY source_table
