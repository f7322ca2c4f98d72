INSERT INTO "_store"."vault__dim_customer_types__open"
SELECT
    "customer_sk", "id", "city", "name", "phone", "since", "previous_city",
    valid_from,
    load_id,
    _tracked,
    _is_gone,
    _is_first
FROM temp.versions
WHERE valid_to IS NULL
