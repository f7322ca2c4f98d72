-- The 32 hex digits of a version's surrogate.
-- takes: value (an expression of type UUID)
replace(CAST({{ value }} AS VARCHAR), '-', '')
