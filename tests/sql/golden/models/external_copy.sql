COPY (
SELECT id, day, month FROM rows
) TO '/project/external/marts/fct_orders/.writing' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY ("month"))
