-- The rows of several SELECTs.
-- takes: selects
{{ selects | union_all }}
