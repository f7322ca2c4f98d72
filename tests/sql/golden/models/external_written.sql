SELECT r."id", r."day", r."month"
FROM temp.external_rows AS r
SEMI JOIN temp.external_changed AS p ON r."month" IS NOT DISTINCT FROM p."month"
