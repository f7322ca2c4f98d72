-- A content with the 64-bit hash that finds unchanged rows.
-- takes: content (a SELECT), hash64 (expression)
SELECT
    *,
    {{ hash64 }} AS _hash64
FROM ({{ content }})
