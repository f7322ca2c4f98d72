-- A stored SHA hash as the DuckDB file keeps it: lower-case hex text.
-- takes: value
lower(hex({{ value }}))
