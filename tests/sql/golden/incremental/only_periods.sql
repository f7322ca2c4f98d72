SELECT r.*
FROM "psa"."crm__customers" AS r
SEMI JOIN temp.periods AS p
    ON date_trunc('month', CAST(r."since" AS TIMESTAMP)) IS NOT DISTINCT FROM p.period
