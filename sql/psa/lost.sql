-- The fingerprint of the rows that a file of changes takes away: those it deletes and those it replaces.
-- takes: path, key, key_values (the key as expressions over the file), relation (the content before)
SELECT
    coalesce(sum(CAST(_hash >> 64 AS UBIGINT)) % 18446744073709551616, 0) AS high,
    coalesce(sum(CAST(_hash & 18446744073709551615 AS UBIGINT)) % 18446744073709551616, 0) AS low
FROM (
    SELECT CAST(b._row_hash AS UHUGEINT) AS _hash
    FROM {{ relation }} AS b
    SEMI JOIN (
        SELECT {{ key_values | named }}
        FROM read_parquet({{ path | literal }}, hive_partitioning = false)
        WHERE _op IN ('update', 'delete')
    ) AS c ON {{ key | equal('b', 'c') }}
)
