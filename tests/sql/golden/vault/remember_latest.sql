INSERT INTO "_store"."vault__sat_customer__latest"
SELECT
    "customer_hk",
    "customer_hashdiff",
    load_date
FROM (
    SELECT
        "customer_hk",
        "customer_hashdiff",
        load_date,
        row_number() OVER (PARTITION BY "customer_hk" ORDER BY load_date DESC) AS _rank
    FROM temp.added
)
WHERE _rank = 1
