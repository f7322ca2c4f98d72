SELECT *
FROM "vault"."dim_customer"
WHERE "valid_from" <= CAST(TIMESTAMP '2026-06-02 00:00:00' AS TIMESTAMP)
    AND ("valid_to" IS NULL OR "valid_to" > CAST(TIMESTAMP '2026-06-02 00:00:00' AS TIMESTAMP))
