SELECT DISTINCT coalesce(a.period, b.period) AS period
FROM temp.periods_now AS a
FULL JOIN "_store"."marts__since_month__seen" AS b ON a.period IS NOT DISTINCT FROM b.period
WHERE a.row_count IS DISTINCT FROM b.row_count OR a.row_hash IS DISTINCT FROM b.row_hash
