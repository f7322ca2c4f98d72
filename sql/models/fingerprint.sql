-- The rows of a relation and a number for all of them, which does not depend on their order.
-- takes: relation, columns
SELECT
    count(*) AS rows,
    coalesce(sum(CAST(_hash >> 64 AS UBIGINT)) % 18446744073709551616, 0) AS high,
    coalesce(sum(CAST(_hash & 18446744073709551615 AS UBIGINT)) % 18446744073709551616, 0) AS low
FROM (
    SELECT CAST(CAST(md5(CAST(row({{ columns | names }}) AS VARCHAR)) AS UUID) AS UHUGEINT) AS _hash
    FROM {{ relation }}
)
