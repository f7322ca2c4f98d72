-- The rows of a relation and the sum of their hashes modulo 2^64, which does not depend on their order.
-- takes: relation, row_hash (expression)
SELECT
    count(*) AS rows,
    coalesce(sum({{ row_hash }}) % 18446744073709551616, 0) AS total
FROM {{ relation }}
