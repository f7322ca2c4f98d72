INSERT INTO "_store"."vault__dim_customer__open"
SELECT
    "id", "city",
    valid_from,
    load_id,
    _tracked
FROM temp.versions
WHERE valid_to IS NULL
