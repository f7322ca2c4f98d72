-- 63 bits of a hash as a whole number that is never negative.
-- takes: value (bytes)
CAST(CAST('0x' || substr(hex({{ value }}), 1, 16) AS UBIGINT) & 9223372036854775807 AS BIGINT)
