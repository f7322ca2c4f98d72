SELECT
    count(*) AS rows,
    coalesce(sum(CAST(_hash >> 64 AS UBIGINT)) % 18446744073709551616, 0) AS high,
    coalesce(sum(CAST(_hash & 18446744073709551615 AS UBIGINT)) % 18446744073709551616, 0) AS low
FROM (
    SELECT CAST(CAST(md5(CAST(row("customer_hk", "end_date", "link_hk", "load_date", "order_hk", "record_source", "start_date") AS VARCHAR)) AS UUID) AS UHUGEINT) AS _hash
    FROM "vault"."eff_order"
)
