DELETE FROM "marts"."since_month" AS r
USING temp.periods AS p
WHERE date_trunc('month', CAST(r."month" AS TIMESTAMP)) IS NOT DISTINCT FROM p.period
