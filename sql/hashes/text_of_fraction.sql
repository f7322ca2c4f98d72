-- Canonical text of a DECIMAL without digits before the point, which DuckDB writes as .50: 0.5, and 0 for 0.00.
-- takes: value
CASE WHEN {{ value }} < 0 THEN '-0' ELSE '0' END || rtrim(rtrim(ltrim(CAST(abs({{ value }}) AS VARCHAR), '0'), '0'), '.')
