-- Canonical text of bytes: lower-case hex.
-- takes: value
lower(hex({{ value }}))
