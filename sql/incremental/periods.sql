-- The fingerprint of each period of a relation's rows.
-- takes: relation, of (a column), grain
SELECT
    date_trunc({{ grain | literal }}, CAST({{ of | name }} AS TIMESTAMP)) AS period,
    count(*) AS row_count,
    sum(CAST(hash(r) AS HUGEINT)) AS row_hash
FROM {{ relation }} AS r
GROUP BY ALL
