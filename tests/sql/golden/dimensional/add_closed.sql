INSERT INTO "_store"."vault__dim_customer_types__closed"
SELECT
    "customer_sk", "id", "city", "since", "previous_city",
    valid_from,
    valid_to,
    load_id,
    _is_gone,
    _is_first
FROM temp.versions
WHERE valid_to IS NOT NULL AND NOT _is_gone
