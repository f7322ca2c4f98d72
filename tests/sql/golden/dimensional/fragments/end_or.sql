coalesce(c.valid_to, CAST((CAST('9999-12-31' AS DATE)) AS TIMESTAMP))
