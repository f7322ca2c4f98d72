SELECT *
FROM "vault"."dim_customer_types"
WHERE "valid_from" <= CAST(TIMESTAMP '2026-06-02 00:00:00' AS DATE)
    AND ("valid_to" IS NULL OR "valid_to" >= CAST(TIMESTAMP '2026-06-02 00:00:00' AS DATE))
