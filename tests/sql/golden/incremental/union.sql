SELECT
    'dim_customer' AS relation,
    CAST(to_json([CAST("id" AS VARCHAR)]) AS VARCHAR) AS on_text,
    CAST("valid_from" AS TIMESTAMP) AS starts,
    coalesce(CAST("valid_to" AS TIMESTAMP), CAST('infinity' AS TIMESTAMP)) AS ends,
    hash("id", "city", "name", "phone", "since", "valid_from", "is_deleted") AS row_hash
FROM "vault"."dim_customer"
