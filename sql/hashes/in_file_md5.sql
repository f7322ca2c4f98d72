-- A stored MD5 as the DuckDB file keeps it: UUID, which equals the text md5() gives.
-- takes: value
CAST({{ value }} AS UUID)
