INSERT INTO "_store"."vault__dim_customer__closed"
SELECT
    "id", "city",
    valid_from,
    valid_to,
    load_id
FROM temp.versions
WHERE valid_to IS NOT NULL
