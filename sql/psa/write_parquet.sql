-- Write a SELECT into one Parquet file.
-- takes: select, path
COPY (
{{ select }}
) TO {{ path | literal }} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE_BYTES '64MB')
