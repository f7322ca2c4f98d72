DELETE FROM "marts"."by_month" AS r
USING (
    SELECT DISTINCT date_trunc('month', CAST("month" AS TIMESTAMP)) AS period
    FROM temp.new_rows
) AS p
WHERE date_trunc('month', CAST(r."month" AS TIMESTAMP)) IS NOT DISTINCT FROM p.period
