SELECT
    date_trunc('month', CAST("since" AS TIMESTAMP)) AS period,
    count(*) AS row_count,
    sum(CAST(hash(r) AS HUGEINT)) AS row_hash
FROM "psa"."crm__customers" AS r
GROUP BY ALL
